// The harness itself: it must find every kind of mistake.
import GimbalTensor
import GimbalTestSupport
import Testing

/// Multiplies its input by a learned factor, adds a step counter, and keeps count: small enough to see through.
private struct ToySubject: GoldenSubject {
    private let factor: Tensor
    private let shift: Double
    private var count: Tensor

    init(_ setup: GoldenSetup) throws {
        shift = try setup.arguments.real("shift")
        factor = try setup.state("factor").requiringGradient()
        count = try Tensor(scalar: Float(0))
    }

    mutating func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        count = try count + 1
        let product = try inputs.tensor("input") * factor
        return GoldenResult([
            "output": try product + (inputs.arguments.optional("extra")?.number ?? 0) + shift
        ])
    }

    func parameter(_ name: String) throws -> Tensor? { name == "factor" ? factor : nil }
    func buffers() throws -> [String: Tensor] { ["count": count] }
}

@Suite("Golden harness")
struct GoldenHarnessTests {
    private static let members: [String: JSONValue] = [
        "subject": .text("Toy"), "arguments": .object(["shift": .number(1)]), "mode": .text("train"),
        "inputs": .object(["input": .text("x")]), "parameters": .object(["factor": .text("w")]),
        "buffers": .object([:]), "outputs": .object(["output": .text("y")]),
        "buffers_after": .object(["count": .text("n")]), "cotangent": .text("c"),
        "gradients": .object(["input": .text("gx"), "factor": .text("gw")]),
        "tolerance": .object(["absolute": .number(1e-6), "relative": .number(1e-6)]),
    ]

    private static func tensors() throws -> [String: Tensor] {
        [
            "x": try Tensor([Float(1), 2, 3, 4], shape: [2, 2]), "w": try Tensor([Float(2)]),
            "y": try Tensor([Float(3), 5, 7, 9], shape: [2, 2]),
            "c": try Tensor([Float(1), 0, 0, -1], shape: [2, 2]),
            "gx": try Tensor([Float(2), 0, 0, -2], shape: [2, 2]), "gw": try Tensor([Float(-3)]),
            "n": try Tensor([Float(1)]), "zero": try Tensor([Float(0)]),
        ]
    }

    /// The failures of the toy case after some members and tensors were replaced.
    private static func failures(
        _ changes: [String: JSONValue] = [:], tensors changed: [String: Tensor] = [:]
    ) throws -> [String] {
        let members = Self.members.merging(changes) { $1 }
        let json = JSONValue.object(["paper": .number(0), "cases": .object(["toy": .object(members)])])
        let file = try GoldenFile(name: "toy", json: json, tensors: tensors().merging(changed) { $1 })
        let runner = GoldenRunner(subjects: ["Toy": ToySubject.self])
        return try file.cases().flatMap { runner.failures($0) }
    }

    @Test("a right case has no failures")
    func passes() throws { #expect(try Self.failures() == []) }

    @Test(
        "a perturbed output, gradient or state is a failure that names it", arguments: ["y", "gx", "gw", "n"])
    func perturbed(_ key: String) throws {
        let tensor = try Self.tensors()[key]
        let failures = try Self.failures(tensors: [key: #require(tensor) + 1e-3])
        #expect(failures.count == 1)
        let names = ["y": "output \"output\"", "gx": "\"input\"", "gw": "\"factor\"", "n": "\"count\""]
        #expect(failures.first?.contains(names[key] ?? "?") == true)
    }

    @Test("a wrong shape is a failure")
    func shape() throws {
        let failures = try Self.failures(tensors: ["y": try Tensor([Float(3), 5, 7, 9])])
        #expect(failures == ["toy toy Toy: output \"output\": shape [2, 2], expected [4]"])
    }

    @Test("an output, gradient, state or tensor that is not there is a failure")
    func missing() throws {
        let other = JSONValue.object(["other": .text("y")])
        #expect(try Self.failures(["outputs": other]) == ["toy toy Toy: output \"other\" is missing"])
        #expect(try Self.failures(["buffers_after": other]) == ["toy toy Toy: buffer \"other\" is missing"])
        #expect(try Self.failures(["gradients": other]).first?.contains("\"other\"") == true)
        #expect(
            try Self.failures(["outputs": .object(["output": .text("gone")])]).first?.contains("gone") == true
        )
        #expect(try Self.failures(["cotangent": .null]).first?.contains("no cotangent") == true)
    }

    @Test("an unknown argument, input, parameter, subject or member is a failure, not passed over")
    func unknown() throws {
        let arguments = JSONValue.object(["shift": .number(1), "depth": .number(2)])
        #expect(
            try Self.failures(["arguments": arguments])
                == ["toy toy Toy: the subject does not know the argument \"depth\""])
        let inputs = JSONValue.object(["input": .text("x"), "mask": .text("x")])
        #expect(try Self.failures(["inputs": inputs]).first?.contains("input \"mask\"") == true)
        let parameters = JSONValue.object(["factor": .text("w"), "bias": .text("w")])
        #expect(try Self.failures(["parameters": parameters]).first?.contains("parameter \"bias\"") == true)
        #expect(try Self.failures(["subject": .text("Tot")]).first?.contains("\"Tot\"") == true)
        #expect(throws: GoldenProblem.self) { try Self.failures(["weather": .text("fine")]) }
    }

    @Test("steps keep state, and a step's arguments and tolerance replace the case's")
    func steps() throws {
        let first = JSONValue.object([
            "outputs": .object(["output": .text("y")]), "buffers_after": .object(["count": .text("n")]),
        ])
        let second = JSONValue.object([
            "arguments": .object(["extra": .number(2)]), "outputs": .object(["output": .text("y2")]),
            "buffers_after": .object(["count": .text("n2")]), "cotangent": .object(["output": .number(2)]),
            "gradients": .object(["factor": .text("gw2")]),
            "tolerance": .object(["absolute": .number(0.5), "relative": .number(0)]),
        ])
        let changes: [String: JSONValue] = [
            "steps": .list([first, second]), "outputs": .null, "buffers_after": .null, "gradients": .null,
            "cotangent": .null,
        ]
        let more: [String: Tensor] = [
            "y2": try Tensor([Float(5), 7, 9, 11.4], shape: [2, 2]), "n2": try Tensor([Float(2)]),
            "gw2": try Tensor([Float(20)]),
        ]
        #expect(try Self.failures(changes, tensors: more) == [])
        var wrong = more
        wrong["n2"] = try Tensor([Float(1)])
        #expect(try Self.failures(changes, tensors: wrong).first?.contains("step 1") == true)
    }

    @Test("cotangents may be a key, a number, a list or a scalar tensor")
    func cotangents() throws {
        let ones: [String: Tensor] = [
            "gx": try Tensor([Float(2), 2, 2, 2], shape: [2, 2]), "gw": try Tensor([Float(10)]),
        ]
        #expect(try Self.failures(["cotangent": .object(["output": .number(1)])], tensors: ones) == [])
        let scalar = ones.merging(["one": try Tensor(scalar: Float(1))]) { $1 }
        #expect(try Self.failures(["cotangent": .object(["output": .text("one")])], tensors: scalar) == [])
        let list = JSONValue.list([.number(1), .number(0), .number(0), .number(-1)])
        #expect(try Self.failures(["cotangent": .object(["output": list])]) == [])
    }
}
