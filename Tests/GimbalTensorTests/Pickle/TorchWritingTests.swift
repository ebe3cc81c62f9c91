// State dicts for PyTorch: what is written is read back, and equals a file that PyTorch has read.
import Foundation
import GimbalCore
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("TorchFile writing")
struct TorchWritingTests {
    private func tensors() throws -> OrderedDictionary<String, Tensor> {
        var tensors: OrderedDictionary<String, Tensor> = [:]
        for (index, dtype) in DType.allCases.enumerated() {
            let values = try Tensor((0..<6).map { Double(($0 + index) % 3) }, shape: [2, 3])
            tensors["layer.\(dtype)"] = try values.converted(to: dtype)
        }
        let weight = try Tensor((0..<300).map { Float($0) / 7 }, shape: [300, 1])
        tensors["encoder"] = weight
        tensors["decoder"] = weight
        tensors["transposed"] = try Tensor((0..<6).map(Float.init), shape: [2, 3]).transposed(0, 1)
        tensors["scalar ü"] = try Tensor(scalar: 2.5)
        tensors["empty"] = try Tensor([Float](), shape: [0, 4])
        return tensors
    }

    @Test("reads back what was written, and writes equal bytes for equal tensors")
    func roundTrip() throws {
        let written = try tensors()
        try Fixtures.withTemporaryFolder { folder in
            let urls = ["a.pt", "b.pt"].map { folder.appendingPathComponent($0) }
            for url in urls { try TorchFile.write(written, to: url) }
            #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
            let read = try TorchFile.stateDict(urls[0]).tensors
            #expect(read.keys == written.keys)
            for (name, tensor) in written {
                let other = try #require(read[name])
                #expect(other.shape == tensor.shape && other.dtype == tensor.dtype)
                #expect(
                    try other.withUnsafeBytes { [UInt8]($0) } == tensor.withUnsafeBytes { [UInt8]($0) },
                    "\(name)")
            }
            // Tied tensors stay tied.
            try read["encoder"]?.fillInPlace(3)
            #expect(try read["decoder"]?.doubles().first == 3)
        }
    }

    @Test(
        "writes the bytes of the files that PyTorch was seen to read (pickles.py check)",
        arguments: [("written.pt", 0xFFFF_FFFF), ("written-large.pt", 0)])
    func equalsFixture(name: String, largeSize: Int) throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent(name)
            try TorchFile.write(try tensors(), to: url, largeSize: largeSize)
            let data = try Data(contentsOf: url)
            #expect(try TorchFile.stateDict(url).tensors.count == tensors().count)
            #expect(try data == Data(contentsOf: Fixtures.url("pickle/" + name)))
        }
    }

    @Test("says why a file cannot be written")
    func unwritable() throws {
        let url = URL(fileURLWithPath: "/nonexistent-folder/a.pt")
        #expect(throws: EnvironmentError.self) { try TorchFile.write([:], to: url) }
    }
}
