// safetensors: round trips, files of the reference implementation, and every way a file can be wrong.
import Foundation
import GimbalCore
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
    @Test("reads back what was written: order, dtypes, shapes, bits, metadata")
    func roundTrip() throws {
        let tensors: OrderedDictionary<String, Tensor> = [
            "flags": try Tensor([true, false, true]),
            "weight": try Tensor([1.5, -2, .pi, 0, -0.0, .leastNonzeroMagnitude] as [Float], shape: [2, 3]),
            "empty": try Tensor([Float](), shape: [0, 4]),
            "scalar": try Tensor(scalar: 3.25),
            "bytes": try Tensor([0, 255, 7] as [UInt8]),
            "count": try Tensor(scalar: Int.min),
            "name \"with\" quotes\n and ü": try Tensor([1, 2] as [Int32]),
            "half": try Tensor([1, 2, 65_504] as [Float]).converted(to: .float16),
        ]
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.safetensors")
            try Safetensors.write(tensors, metadata: ["format": "pt", "note": "tab\t"], to: url)
            let read = try Safetensors.read(url)
            #expect(Array(read.tensors.keys) == Array(tensors.keys))
            #expect(read.metadata == ["format": "pt", "note": "tab\t"])
            for (name, tensor) in tensors {
                let other = try #require(read.tensors[name])
                #expect(other.dtype == tensor.dtype && other.shape == tensor.shape)
                #expect(try bytes(other) == bytes(tensor), "\(name)")
            }
        }
    }

    @Test("writes equal bytes for equal tensors and aligns every tensor")
    func layout() throws {
        try Fixtures.withTemporaryFolder { folder in
            let tensors: OrderedDictionary<String, Tensor> = [
                "b": try Tensor([1] as [UInt8]), "a": try Tensor([2.0]),
            ]
            let urls = ["1", "2"].map { folder.appendingPathComponent($0) }
            for url in urls { try Safetensors.write(tensors, to: url) }
            let data = try Data(contentsOf: urls[0])
            #expect(try data == Data(contentsOf: urls[1]))
            let header =
                #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]},"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#
            #expect(String(decoding: data.dropFirst(8).prefix(header.utf8.count), as: UTF8.self) == header)
            #expect((data.count - 9) % 8 == 0)
        }
    }

    @Test("reads every golden file, which the reference implementation wrote")
    func reference() throws {
        let folder = Fixtures.url("golden")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".safetensors")
        }
        #expect(!names.isEmpty)
        for name in names.sorted() {
            let contents = try Safetensors.read(folder.appendingPathComponent(name))
            #expect(!contents.tensors.isEmpty, "\(name)")
        }
    }

    @Test(
        "refuses malformed files, each with its own error",
        arguments: [
            // Each case: header text, bytes of elements, code of the error.
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "truncated"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "trailing"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "bytes"),
            (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, 8, "bytes"),
            (#"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#, 8, "dtype"),
            (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "header.entry"),
            (#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, 8, "header.entry"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "header.entry"),
            (#"{"a":{"dtype":"F32","shape":[2]}}"#, 8, "header.entry"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, 8, "header.entry"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":1}"#, 8, "header.duplicate"),
            (#"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 8, "header.duplicate"),
            (
                #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[2,5]}}"#,
                5, "overlap"
            ),
            (
                #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[4,7]}}"#,
                7, "gap"
            ),
            (#"{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}"#, 4, "gap"),
            (#"{"__metadata__":{"a":1}}"#, 0, "header.metadata"),
            (#"{"__metadata__":[]}"#, 0, "header.metadata"),
            (#"{"a":"#, 0, "header.json"),
            (#"[]"#, 0, "header.json"),
            (#" {}"#, 0, "header.json"),
            (#"{} {}"#, 0, "header.json"),
            (#"{"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}}"#, 1, "header.json"),
            (#"{"a\ud800":{}}"#, 0, "header.json"),
            (String(repeating: "[", count: 100_000), 0, "header.json"),
            (#"{"a":"# + String(repeating: "[", count: 100_000), 0, "header.json"),
            (#"{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"#, 2, "bool"),
        ])
    func malformed(header: String, elementCount: Int, code: String) throws {
        try expect(file(header: Data(header.utf8), elementCount: elementCount), code: code)
    }

    @Test("refuses headers that are too short, too long, or no text")
    func frames() throws {
        try expect(Data([1, 2, 3]), code: "truncated")
        try expect(Data([200, 0, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8), code: "truncated")
        try expect(Data([1, 225, 245, 5, 0, 0, 0, 0]) + Data("{}".utf8), code: "header.size")
        try expect(Data(repeating: 255, count: 16), code: "header.size")
        try expect(file(header: Data([0x7B, 0xFF, 0x7D]), elementCount: 0), code: "header.encoding")
    }

    @Test("reports a missing file as such")
    func missing() throws {
        try Fixtures.withTemporaryFolder { folder in
            let error = #expect(throws: CheckpointError.self) {
                try Safetensors.read(folder.appendingPathComponent("a"))
            }
            #expect(error?.code == "checkpoint.safetensors.file")
        }
    }

    @Test("survives random damage: an error or a valid result, never a crash")
    func fuzz() throws {
        var generator = SystemSequence(state: 7)
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a")
            try Safetensors.write(["a": try Tensor([1, 2] as [Float]), "b": try Tensor([true])], to: url)
            let original = [UInt8](try Data(contentsOf: url))
            for _ in 0..<3000 {
                var bytes = original
                for _ in 0..<(1 + generator.next() % 4) {
                    bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(
                        truncatingIfNeeded: generator.next())
                }
                if generator.next() % 4 == 0 { bytes.removeLast(Int(generator.next() % UInt64(bytes.count))) }
                try overwrite(url, bytes)
                do { _ = try Safetensors.read(url) } catch is CheckpointError {}
            }
        }
    }

    /// Replaces a file's content; unlike `Data.write`, without waiting for the disk.
    private func overwrite(_ url: URL, _ bytes: [UInt8]) throws {
        let file = try FileHandle(forWritingTo: url)
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    /// A fixed sequence, so that a failure repeats.
    private struct SystemSequence {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }

    private func file(header: Data, elementCount: Int) -> Data {
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        return length + header + Data(repeating: 2, count: elementCount)
    }

    private func expect(_ data: Data, code: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.safetensors")
            try data.write(to: url)
            let error = #expect(throws: CheckpointError.self) { try Safetensors.read(url) }
            #expect(error?.code == "checkpoint.safetensors." + code)
            #expect(error?.message.hasPrefix(url.path) == true)
            #expect(error?.fix.isEmpty == false)
        }
    }

    private func bytes(_ tensor: Tensor) throws -> [UInt8] { try tensor.withUnsafeBytes { [UInt8]($0) } }
}
