// PyTorch's files in both forms, against the same tensors as NumPy arrays.
import Foundation
import GimbalCore
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("TorchFile")
struct TorchFileTests {
    private func url(_ name: String) -> URL { Fixtures.url("pickle/\(name)") }

    private func bytes(_ tensor: Tensor) throws -> [UInt8] { try tensor.withUnsafeBytes { [UInt8]($0) } }

    @Test(
        "reads every dtype, empty tensors and scalars in both forms",
        arguments: ["dtypes", "dtypes-legacy", "dtypes-deflated"])
    func dtypes(name: String) throws {
        let found = try TorchFile.stateDict(url(name + ".pt"))
        let expected = try NPZ.read(url("dtypes.npz"))
        #expect(found.path.isEmpty && found.others.isEmpty && found.commonPrefix.isEmpty)
        #expect(found.tensors.keys == expected.keys)
        for (name, array) in expected {
            let tensor = try #require(found.tensors[name])
            #expect(tensor.shape == array.shape, "\(name)")
            #expect(
                name.contains("bfloat") ? tensor.dtype == .bfloat16 : tensor.dtype == array.dtype, "\(name)")
            #expect(try bytes(tensor.converted(to: array.dtype)) == bytes(array), "\(name)")
        }
        #expect(Set(found.tensors.values.map(\.dtype)) == Set(DType.allCases))
    }

    @Test("reads views; tensors of one storage share its memory", arguments: ["views", "views-legacy"])
    func views(name: String) throws {
        let tensors = try TorchFile.stateDict(url(name + ".pt")).tensors
        for (name, array) in try NPZ.read(url("views.npz")) {
            let tensor = try #require(tensors[name])
            #expect(tensor.shape == array.shape)
            #expect(try bytes(tensor) == bytes(array), "\(name)")
        }
        // A change of the whole is seen by its views, but not by those whose elements overlap.
        try tensors["whole"]?.fillInPlace(7)
        #expect(try tensors["slice"]?.doubles().allSatisfy { $0 == 7 } == true)
        #expect(try tensors["column"]?.doubles() == [7, 7, 7, 7])
        #expect(try tensors["expanded"]?.doubles().allSatisfy { $0 == 3 } == true)
        #expect(try tensors["windows"]?.doubles().first == 0)
        try tensors["encoder.weight"]?.fillInPlace(1)
        #expect(try tensors["decoder.weight"]?.doubles().allSatisfy { $0 == 1 } == true)
    }

    @Test(
        "finds the state dict in a checkpoint and keeps its names",
        arguments: ["checkpoint", "checkpoint-legacy"])
    func checkpoint(name: String) throws {
        let found = try TorchFile.stateDict(url(name + ".pt"))
        let expected = try NPZ.read(url("checkpoint.npz"))
        #expect(found.path == ["state_dict"] && found.commonPrefix == "module.")
        #expect(found.tensors.keys == expected.keys)
        for (name, array) in expected { #expect(try bytes(#require(found.tensors[name])) == bytes(array)) }
        #expect(try found.removingPrefix().tensors.keys.first == "0.weight")
        #expect(try found.removingPrefix("module.0.").tensors.keys.contains("weight"))
        let value = try TorchFile.read(url(name + ".pt"))
        #expect(value["epoch"]?.integerValue == 3 && value["best"]?.realValue == 0.75)
        #expect(value["name"]?.textValue == "a ü" && value["device"]?.textValue == "cuda:0")
        #expect(value["size"]?.elements?.map(\.integerValue) == [1, 2])
        #expect(value["args"]?["layers"]?.elements?.count == 2)
        #expect(value["numpy"]?.realValue == 1.5)
        #expect(try value["array"]?.tensorValue?.integers() == [0, 1, 2, 3, 4, 5])
        #expect(try value["optimizer"]?["state"]?[0]?["step"]?.tensorValue?.item() == 1)
        guard case .dtype(.float16)? = value["dtype"], case .largeInteger? = value["large"] else {
            Issue.record("a type or a large integer is read as something else")
            return
        }
    }

    @Test("says where there is no state dict, or which ones there are")
    func ambiguous() throws {
        let several = #expect(throws: CheckpointError.self) { try TorchFile.stateDict(url("ambiguous.pt")) }
        #expect(several?.code == "checkpoint.torch.ambiguous")
        #expect(several?.message.hasSuffix(": there are several state dicts: \"model\", \"net\".") == true)
        #expect(
            try TorchFile.stateDict(url("ambiguous.pt"), keys: ["net"]).tensors["a"]?.doubles() == [0, 0])
        let unknown = #expect(throws: CheckpointError.self) {
            try TorchFile.stateDict(url("ambiguous.pt"), keys: ["net", "b"])
        }
        #expect(unknown?.code == "checkpoint.torch.key" && unknown?.fix == "Choose among the keys \"a\".")
        #expect(unknown?.message.hasSuffix("there is no \"net\" / \"b\".") == true)
        let none = #expect(throws: CheckpointError.self) { try TorchFile.stateDict(url("sparse.pt")) }
        #expect(none?.code == "checkpoint.torch.state")
        #expect(
            none?.message.hasSuffix(
                "no state dict is found in a dictionary with the keys \"sparse\", \"csr\".") == true)
        let clash = try TorchFile.stateDict(url("checkpoint.pt"))
        var tensors = clash.tensors
        tensors["0.weight"] = tensors.values.first
        var doubled = clash
        doubled.tensors = tensors
        let error = #expect(throws: CheckpointError.self) { try doubled.removingPrefix("module.") }
        #expect(error?.code == "checkpoint.torch.prefix")
    }

    @Test("reads sparse tensors, big-endian archives and views of legacy storages")
    func rarities() throws {
        let sparse = try TorchFile.read(url("sparse.pt"))
        let ones = try Tensor([1, 2, 3] as [Float], shape: [3, 1])
        for key in ["sparse", "csr"] as [PickleKey] {
            #expect(try sparse[key]?.sparseValue?.matmul(ones).doubles() == [1, 2, 3])
        }
        let big = try TorchFile.stateDict(url("big-endian.pt")).tensors
        #expect(try big["x"]?.doubles() == [1, -2.5, 3.25])
        #expect(try big["n"]?.integers() == [1, -(1 << 40)])
        #expect(try bytes(#require(big["z"])) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
        #expect(try TorchFile.read(url("legacy-view.pt")).tensorValue?.doubles() == [3, 4])
    }

    @Test("reads trained networks as their safetensors files say", arguments: ["resnet20", "lstm"])
    func trained(name: String) throws {
        let found = try TorchFile.stateDict(Fixtures.url("trained/\(name).pt")).tensors
        let expected = try Safetensors.read(Fixtures.url("trained/\(name).safetensors")).tensors
        #expect(Set(found.keys) == Set(expected.keys))
        for (name, tensor) in expected {
            #expect(try bytes(#require(found[name])) == bytes(tensor), "\(name)")
        }
    }

    @Test("leaves no tensor alive")
    func leaks() async {
        // In a process of its own: other tests make tensors meanwhile.
        await #expect(processExitsWith: .success) {
            let folder = Fixtures.url("pickle")
            let growth = try liveTensorGrowth {
                for name in ["views.pt", "views-legacy.pt", "sparse.pt"] {
                    _ = try TorchFile.read(folder.appendingPathComponent(name))
                }
                _ = try? TorchFile.read(folder.appendingPathComponent("hostile/trailing-storage-file.pt"))
            }
            try #require(growth == 0)
        }
    }
}
