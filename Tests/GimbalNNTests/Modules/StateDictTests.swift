// Taking, comparing and loading state dicts.
import Foundation
import GimbalCore
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

private final class Network: Module {
    let encoder: Linear
    let head: Linear
    @Buffer var seen: Tensor

    init(_ context: Context, classCount: Int = 3) throws {
        encoder = try Linear(2, 4, context)
        head = try Linear(4, classCount, context)
        seen = try Tensor([0])
        super.init()
    }
}

private final class Wrapper: Module {
    let module: Network
    init(_ module: Network) {
        self.module = module
        super.init()
    }
}

@Suite("State dicts")
struct StateDictTests {
    private let network: Network
    private let other: Network

    init() throws {
        network = try Network(Context(seed: 1))
        other = try Network(Context(seed: 2))
    }

    @Test("a state dict shares memory, is off the tape, and loads as a copy into the same boxes")
    func loading() throws {
        let state = try other.stateDict()
        #expect(Array(state.keys) == ["encoder.weight", "encoder.bias", "head.weight", "head.bias", "seen"])
        #expect(state.values.allSatisfy { !$0.requiresGradient })
        let box = network.encoder.$weight
        let rest = try network.load(state)
        #expect(rest.isEmpty && rest.description == "No difference.")
        #expect(network.encoder.$weight === box && network.encoder.weight.requiresGradient)
        try withoutGradient { try state["encoder.weight"]?.addInPlace(1) }
        #expect(try sameBits(other.encoder.weight.detached(), #require(state["encoder.weight"])))
        #expect(try !sameBits(network.encoder.weight, other.encoder.weight))
        try network.copyState(from: other)
        #expect(try sameBits(network.encoder.weight, other.encoder.weight))
    }

    @Test("a strict load that does not fit lists every difference and changes nothing")
    func strict() throws {
        let before = try network.stateDict().mapValues { try $0.cloned() }
        var state = try other.stateDict()
        state["encoder.weight"] = try Tensor.ones([2, 4])
        state["encoder.bias"] = try Tensor.ones([4], dtype: .float64)
        state["head.bias"] = nil
        state["head.bais"] = try Tensor.ones([3])
        let error = #expect(throws: ModuleError.self) { try network.load(state) }
        #expect(error?.code == "module.state")
        #expect(
            error?.message == """
                The state does not fit Network.
                1 missing from the state:
                  "head.bias" [3] float32
                1 not in the module:
                  "head.bais" [3] float32 - near "head.bias"
                1 of another shape:
                  "encoder.weight" is [2, 4], expected [4, 2]
                1 of another dtype:
                  "encoder.bias" is float64, expected float32.
                """)
        #expect(error?.fix == "Use a module of the same configuration, or mode: .matching to load what fits.")
        #expect(throws: ModuleError.self) { try network.load(state, mode: .partial) }
        for (name, tensor) in try network.stateDict() {
            #expect(try sameBits(tensor, #require(before[name])), "\(name)")
        }
        #expect(try network.difference(to: state).missing.map(\.name) == ["head.bias"])
    }

    @Test("partial loads leave names alone, matching ones also shapes, and report it")
    func partial() throws {
        var state = try other.stateDict()
        state["head.weight"] = nil
        state["extra"] = try Tensor.ones([1])
        let rest = try network.load(state, mode: .partial)
        #expect(rest.missing.map(\.name) == ["head.weight"] && rest.unexpected.map(\.name) == ["extra"])
        #expect(try sameBits(network.encoder.weight, other.encoder.weight))
        #expect(try !sameBits(network.head.weight, other.head.weight))

        let five = try Network(Context(seed: 3), classCount: 5)
        let head = try five.head.weight.cloned()
        let left = try five.load(other.stateDict(), mode: .matching)
        #expect(left.shapes.map(\.found.name) == ["head.weight", "head.bias"])
        #expect(left.shapes.first?.expected.shape == [5, 4])
        #expect(
            try sameBits(five.head.weight, head)
                && sameBits(five.encoder.bias ?? head, other.encoder.bias ?? head))
    }

    @Test("other dtypes are converted on request only, integers never")
    func dtypes() throws {
        let state = try other.stateDict().mapValues {
            $0.dtype == .int64 ? $0 : try $0.converted(to: .float64)
        }
        let error = #expect(throws: ModuleError.self) { try network.load(state) }
        #expect(error?.fix == "Pass convertingDType: true, or convert the module.")
        try network.load(state, convertingDType: true)
        #expect(network.encoder.weight.dtype == .float32)
        #expect(try sameBits(network.encoder.weight, other.encoder.weight))
        var wrong = state
        wrong["seen"] = try Tensor([0.0])
        #expect(throws: ModuleError.self) { try network.load(wrong, convertingDType: true) }
    }

    @Test("a prefix on either side is recognised, and can be removed or added")
    func prefixes() throws {
        let wrapped = try Wrapper(other).stateDict()
        let over = #expect(throws: ModuleError.self) { try network.load(wrapped) }
        #expect(
            over?.message.hasSuffix("The state's names begin with \"module.\": load state.below(\"module\").")
                == true)
        try network.load(wrapped.below("module"))
        #expect(try sameBits(network.head.weight, other.head.weight))

        let target = Wrapper(try Network(Context(seed: 4)))
        let under = #expect(throws: ModuleError.self) { try target.load(other.stateDict()) }
        #expect(
            under?.message.hasSuffix(
                "The module's names begin with \"module.\": load into module[\"module\"], or rename with "
                    + "{ \"module.\" + $0 }.") == true)
        try target.load(other.stateDict()) { "module." + $0 }
        #expect(try sameBits(target.module.head.weight, other.head.weight))
    }

    @Test("renaming leaves out what becomes nil, and refuses two tensors of one name")
    func renaming() throws {
        let state = try other.stateDict()
        #expect(
            try Array(state.renamed { $0.hasPrefix("head") ? String($0.dropFirst(5)) : nil }.keys) == [
                "weight", "bias",
            ])
        let error = #expect(throws: ModuleError.self) { try state.renamed { _ in "same" } }
        #expect(
            error?.description
                == "\"encoder.weight\" and \"encoder.bias\" are both renamed to \"same\". Give them different names, or "
                + "leave one out by returning nil.")
    }

    @Test("files round trip, and errors name the file")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "state-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("weights.bin")
        try other.save(to: file, metadata: ["origin": "test"])
        try network.load(from: file)
        #expect(try sameBits(network.head.weight, other.head.weight))
        let five = try Network(Context(seed: 3), classCount: 5)
        let error = #expect(throws: ModuleError.self) { try five.load(from: file) }
        #expect(error?.code == "module.state")
        #expect(error?.message.hasPrefix("\(file.path): The state does not fit Network.\n") == true)
        #expect(try five.load(from: file, mode: .matching).shapes.count == 2)
        let torch = folder.appendingPathComponent("checkpoint")
        try TorchFile.write(Network(Context(seed: 8)).stateDict(), to: torch)
        try network.load(from: torch)
        #expect(try sameBits(network.head.weight, Network(Context(seed: 8)).head.weight))
        let missing = folder.appendingPathComponent("none")
        let absent = #expect(throws: CheckpointError.self) { try network.load(from: missing) }
        #expect(absent?.message.contains(missing.path) == true)
    }
}
