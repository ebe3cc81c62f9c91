// Walking the tree, and children that are replaced.
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

private final class Stage: Module {
    let blocks: [[Linear]]
    let named: [String: Linear]
    let ordered: OrderedDictionary<String, Linear>
    let layers: [any UnaryLayer]

    override class var stateKeys: [String: String] { ["layers": ""] }

    init(_ context: Context) throws {
        func linear() throws -> Linear { try Linear(1, 1, hasBias: false, context) }
        blocks = try [[linear()], [linear(), linear()]]
        named = try ["b": linear(), "a": linear()]
        ordered = try ["z": linear(), "y": linear()]
        layers = try [linear(), Dropout(0.5)]
        super.init()
    }
}

private final class Network: Module {
    let body: Linear
    var head: Linear { didSet { childrenDidChange() } }

    init(_ context: Context) throws {
        body = try Linear(2, 2, context)
        head = try Linear(2, 3, context)
        super.init()
    }
}

private final class Outer: Module {
    let network: Network
    init(_ network: Network) {
        self.network = network
        super.init()
    }
}

@Suite("Module tree")
struct ModuleTreeTests {
    @Test("children are found in arrays, arrays of arrays and dictionaries")
    func containers() throws {
        let stage = try Stage(Context(seed: 1))
        #expect(
            stage.children().map(\.name) == [
                "blocks.0.0", "blocks.1.0", "blocks.1.1", "named.a", "named.b", "ordered.z", "ordered.y", "0",
                "1",
            ])
        #expect(try stage.parameterCount() == 8)
    }

    @Test("modules are found by path, with their type, or the nearest path is named")
    func paths() throws {
        let outer = Outer(try Network(Context(seed: 1)))
        #expect(outer["network.head"] === outer.network.head && outer[""] === outer)
        #expect(outer["network.tail"] == nil)
        #expect(outer.modules().map(\.name) == ["", "network", "network.body", "network.head"])
        #expect(try outer.module(at: "network.body", as: Linear.self) === outer.network.body)
        let unknown = #expect(throws: ModuleError.self) { try outer.module(at: "network.haed") }
        #expect(
            unknown?.description == "Outer has no module \"network.haed\". Did you mean \"network.head\"?")
        let other = #expect(throws: ModuleError.self) { try outer.module(at: "network", as: Linear.self) }
        #expect(
            other?.description
                == "\"network\" in Outer is a Network, expected a Linear. Ask for the type that is there.")
    }

    @Test("after a child is replaced, the tables of the module and of its parents are new")
    func replacing() throws {
        let context = Context(seed: 1)
        let outer = Outer(try Network(context))
        #expect(try outer.parameterCount() == 6 + 9)
        #expect(try outer.network.parameterCount() == 6 + 9)
        outer.network.head = try Linear(2, 1, context)
        #expect(try outer.parameterCount() == 6 + 3)
        #expect(try outer.network.parameterCount() == 6 + 3)
        #expect(try outer.table().parameters["network.head.weight"] === outer.network.head.$weight)
    }
}
