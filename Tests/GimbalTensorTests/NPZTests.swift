// .npz archives: round trips, NumPy's own files, damaged and oversized archives.
import Foundation
import GimbalCore
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("NPZ")
struct NPZTests {
    private let tensors: OrderedDictionary<String, Tensor>

    init() throws {
        tensors = [
            "weights": try Tensor((0..<1000).map { Float($0) / 7 }, shape: [10, 100]),
            "ids": try Tensor([3, -1, 4]),
            "mask": try Tensor([true, false]),
        ]
    }

    @Test("reads back what was written, in order, and writes equal bytes")
    func roundTrip() throws {
        try Fixtures.withTemporaryFolder { folder in
            let urls = ["a.npz", "b.npz"].map { folder.appendingPathComponent($0) }
            for url in urls { try NPZ.write(tensors, to: url) }
            #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
            let read = try NPZ.read(urls[0])
            #expect(read.keys == tensors.keys)
            for (name, tensor) in tensors {
                #expect(read[name]?.shape == tensor.shape)
                #expect(try read[name]?.doubles() == tensor.doubles())
            }
        }
    }

    @Test("reads an archive that NumPy wrote")
    func numpy() throws {
        let archive = try NPZArchive(Fixtures.repository.appendingPathComponent("Data/cora/cora.npz"))
        #expect(archive.names.first == "x_data")
        #expect(try archive.tensor("x_shape").integers() == [2708, 1433])
        // This one lies column by column in the file: sources then ascend along the first row.
        let edges = try archive.tensor("edge_index")
        #expect(edges.shape == [2, 10_556])
        let sources = try edges.integers().prefix(10_556)
        #expect(zip(sources, sources.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("suggests the nearest array for an unknown name")
    func unknownName() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            try NPZ.write(tensors, to: url)
            let error = #expect(throws: DataError.self) { try NPZArchive(url).tensor("weight") }
            #expect(error?.code == "data.npz.name")
            #expect(error?.fix == "Did you mean \"weights\"?")
        }
    }

    @Test("refuses archives that are truncated anywhere")
    func truncated() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            try NPZ.write(tensors, to: url)
            let data = try Data(contentsOf: url)
            for length in stride(from: 0, to: data.count, by: 41) {
                try data.prefix(length).write(to: url)
                let error = #expect(throws: DataError.self, "\(length)") { try NPZ.read(url) }
                #expect(error?.code == "data.zip.open")
            }
        }
    }

    @Test("notices damaged content by its checksum")
    func damaged() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            try NPZ.write(tensors, to: url)
            var data = try Data(contentsOf: url)
            data[200] ^= 0x55
            try data.write(to: url)
            let error = #expect(throws: DataError.self) { try NPZ.read(url) }
            #expect(error?.code == "data.zip.entry")
            #expect(error?.message.contains("weights.npy") == true)
        }
    }

    @Test("refuses archives that unpack to more than the limit before unpacking anything")
    func bomb() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            try NPZ.write(["zeros": try Tensor([Float](repeating: 0, count: 1 << 20))], to: url)
            #expect(try Data(contentsOf: url).count < 1 << 16)
            let error = #expect(throws: DataError.self) { try NPZ.read(url, limit: 1 << 20) }
            #expect(error?.code == "data.zip.size")
            #expect(try NPZ.read(url).count == 1)
        }
    }

    @Test("refuses files that are no archives")
    func noArchive() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npz")
            #expect(throws: DataError.self) { try NPZ.read(url) }
            try Data("no archive".utf8).write(to: url)
            #expect(throws: DataError.self) { try NPZ.read(url) }
            #expect(throws: DataError.self) { try NPZ.read(folder) }
        }
    }
}
