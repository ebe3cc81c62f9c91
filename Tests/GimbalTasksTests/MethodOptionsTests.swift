// Options: typed fields, ranges, and from a specification to a method.
import GimbalCore
import GimbalGraphNetworks
import GimbalTasks
import Testing

private struct SampleOptions: MethodOptions {
    enum Shape: String, CaseIterable, Codable { case round, square }

    var count = 3
    var rate = 0.5
    var isOn = true
    var shape = Shape.round
    var encoder = MethodSpecification(id: "mlp")

    init() {}

    static var fields: [OptionField<SampleOptions>] {
        [
            .integer("count", \.count, 1...10, "how many"),
            .real("rate", \.rate, 0...1, "how fast"),
            .flag("on", \.isOn, "whether"),
            .choice("shape", \.shape, "which"),
            .specification("encoder", \.encoder, "with what"),
        ]
    }
}

@Suite("MethodOptions")
struct MethodOptionsTests {
    private func applied(_ text: String) throws -> SampleOptions {
        var options = SampleOptions()
        try options.apply(MethodSpecification("m[\(text)]").options, method: "m")
        return options
    }

    @Test("every kind of value arrives")
    func values() throws {
        let options = try applied("count=7,rate=0.25,on=false,shape=square,encoder=gcn[hidden=8]")
        #expect(options.count == 7 && options.rate == 0.25 && !options.isOn && options.shape == .square)
        #expect(options.encoder.description == "gcn[hidden=8]")
        #expect(try applied("encoder=gcn").encoder == MethodSpecification(id: "gcn"))
        let texts = options.values.map { "\($0.key)=\($0.value)" }
        #expect(texts == ["count=7", "rate=0.25", "on=false", "shape=square", "encoder=gcn[hidden=8]"])
        #expect(try applied(texts.joined(separator: ",")) == options)
    }

    @Test(
        "a value of the wrong kind or out of range says what is expected",
        arguments: [
            ("count=0", "m: Option \"count\" is 0, expected integer in 1...10."),
            ("count=2.5", "m: Option \"count\" is 2.5, expected integer in 1...10."),
            ("count=many", "m: Option \"count\" is many, expected integer in 1...10."),
            ("rate=2", "m: Option \"rate\" is 2, expected number in 0.0...1.0."),
            ("on=maybe", "m: Option \"on\" is maybe, expected true or false."),
            ("shape=oval", "m: Option \"shape\" is oval, expected one of round, square."),
            (
                "encoder=3",
                "m: Option \"encoder\" is 3, expected a specification such as gcn or 'gcn[hidden=64]'."
            ),
        ])
    func refusals(_ text: String, _ expected: String) {
        let error = #expect(throws: ConfigError.self) { try applied(text) }
        #expect(error?.message == expected)
    }

    @Test("an unknown option is answered with the nearest one, or with all")
    func unknown() {
        let near = #expect(throws: ConfigError.self) { try applied("cuont=3") }
        #expect(near?.description == "Method \"m\" has no option \"cuont\". Did you mean \"count\"?")
        let far = #expect(throws: ConfigError.self) { try applied("weather=3") }
        #expect(far?.fix == "Known: count, encoder, on, rate, shape.")
    }
}

@Suite("MethodRegistry")
struct MethodRegistryTests {
    private let registry = MethodRegistry(GraphNetworks.methods)

    @Test("methods are found by id, and a slip is answered with the nearest")
    func names() throws {
        #expect(try registry.entry("dagnn").card.paper == 35)
        let error = #expect(throws: ConfigError.self) { try registry.entry("dagn") }
        #expect(error?.description == "There is no method \"dagn\". Did you mean \"dagnn\"?")
        #expect(throws: ConfigError.self) { try LearningTask.named("node-clasification") }
    }

    @Test("defaults, then the preset of the data set, then what is given")
    func order() throws {
        func options(_ text: String, data: String = "") throws -> (String, String) {
            let resolved = try registry.resolve(MethodSpecification(text), data: data, split: "public")
            return (resolved.canonical, resolved.preset)
        }
        let plain = try options("dagnn"), tuned = try options("dagnn", data: "citeseer")
        #expect(plain.1 == "defaults" && tuned.1 == "paper")
        #expect(plain.0.contains("dropout=0.8") && tuned.0.contains("dropout=0.5"))
        #expect(try options("dagnn[dropout=0.1]", data: "citeseer").0.contains("dropout=0.1"))
        #expect(try options("dagnn[preset=none]", data: "citeseer") == plain)
        #expect(try options("dagnn[preset=paper]", data: "citeseer").1 == "paper")
    }

    @Test("a preset that does not exist is refused")
    func presets() {
        let absent = #expect(throws: ConfigError.self) {
            try registry.resolve(MethodSpecification("dagnn[preset=paper]"), data: "own", split: "random")
        }
        #expect(absent?.message.contains("has no preset for data set \"own\"") == true)
        let unknown = #expect(throws: ConfigError.self) {
            try registry.resolve(MethodSpecification("dagnn[preset=best]"))
        }
        #expect(unknown?.fix == "Use preset=paper or preset=none.")
    }
}
