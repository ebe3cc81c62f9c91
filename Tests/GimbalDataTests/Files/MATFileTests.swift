// MATLAB files: every kind of value, both orders of bytes, and damaged files.
import Foundation
import GimbalCore
import GimbalData
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("MATFile")
struct MATFileTests {
    private func read(_ data: Data) throws -> MATFile {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.mat")
            try data.write(to: url)
            return try MATFile(url)
        }
    }

    private func numbers(_ value: MATValue?) throws -> Tensor {
        guard case .numbers(let tensor) = value else { throw DataError("test", "no numbers") }
        return tensor
    }

    @Test("reads every kind of value that SciPy writes, compressed and not", arguments: ["kinds", "plain"])
    func kinds(name: String) throws {
        let file = try MATFile(Fixtures.url("matlab/\(name).mat"))
        #expect(file.names.count == 17)
        let cube = try numbers(file["cube"])
        #expect(cube.shape == [2, 3, 4])
        #expect(try cube.doubles() == (0..<24).map(Double.init))
        #expect(try numbers(file["bytes"]).doubles() == [-3, 7])
        #expect(try numbers(file["large"]).doubles() == [1_099_511_627_776])
        #expect(try numbers(file["single"]).doubles() == [0.25])
        #expect(try numbers(file["truth"]).doubles() == [1, 0])
        #expect(try numbers(file["empty"]).shape == [0, 3])
        guard case .texts(let word) = file["word"], case .texts(let rows) = file["rows"] else {
            throw DataError("test", "no texts")
        }
        #expect(word == ["héllo"] && rows == ["ab", "cd"])
        #expect(file["wave"]?.kind == "complex numbers [1, 1]")
        #expect(file["nothing"] == nil && file["cube.x"] == nil)
        guard case .sparse(let network) = file["network"], case .sparse(let weights) = file["Problem.A"]
        else {
            throw DataError("test", "no sparse matrices")
        }
        #expect(network.values == nil && weights.shape == [3, 3])
        #expect(try weights.matmul(try Tensor.eye(3)).floats() == [0, 2.5, 0, 0, 0, -1, 4, 0, 0.5])
    }

    @Test("reads cells and structures, nested and in arrays")
    func nested() throws {
        let file = try MATFile(Fixtures.url("matlab/kinds.mat"))
        guard case .cells(let mixed) = file["mixed"], case .cells(let inner) = mixed[2],
            case .texts(let second) = mixed[1], case .cells(let many) = file["many"],
            case .structure(let fields) = many[1]
        else { throw DataError("test", "other kinds") }
        #expect(second == ["two"] && many.count == 2 && fields[0].name == "x")
        #expect(try numbers(inner[0]).doubles() == [3] && numbers(fields[0].value).doubles() == [2])
        guard case .texts(let name) = file["Problem.name"] else { throw DataError("test", "no text") }
        #expect(name == ["small"])
    }

    @Test("reads either order of bytes, numbers within the tag, and what lies between variables")
    func order() throws {
        for isBigEndian in [false, true] {
            let writer = MATSamples(isBigEndian: isBigEndian)
            // Two bytes of int8 in the tag: their number and their type share its first half.
            let small: [UInt8] = isBigEndian ? [0, 2, 0, 1, 0xFF, 5, 0, 0] : [1, 0, 2, 0, 0xFF, 5, 0, 0]
            let file = try read(
                writer.file([
                    writer.full("x", [2, 2], [1, 2, 3, 4]), writer.element(1, [9]),
                    writer.matrix("y", flags: 8, shape: [1, 2], [small]),
                    writer.sparse("s", [2, 3], rows: [1, 0, 1], starts: [0, 1, 1, 3], [5, 6, 7]),
                ]))
            #expect(file.names == ["x", "y", "s"])
            #expect(
                try numbers(file["x"]).doubles() == [1, 3, 2, 4] && numbers(file["y"]).doubles() == [-1, 5])
            guard case .sparse(let matrix) = file["s"] else { throw DataError("test", "not sparse") }
            #expect(try matrix.matmul(try Tensor.eye(3)).floats() == [0, 0, 6, 5, 0, 7])
        }
    }

    private static let writer = MATSamples()
    private static let malformed: [(data: Data, code: String, hint: String)] = [
        (Data("MATLAB 7.3 MAT-file".utf8), "version", "MATLAB 7.3 (HDF5)"),
        (Data([0x89, 0x48, 0x44, 0x46, 13, 10]), "version", "MATLAB 7.3 (HDF5)"),
        (Data(count: 200), "version", "MATLAB 4"), (writer.file([], mark: "XX"), "header", "no MATLAB file"),
        (Data("MATLAB 5.0".utf8), "truncated", "10 bytes, expected a header of 128"),
        (writer.file([[14, 0, 0]]), "truncated", "the file ends where a variable is expected"),
        (
            writer.file([writer.element(14, [0], claimed: 1000)]), "truncated",
            "said to have 1000 bytes, but 8 are left"
        ),
        (writer.file([[14, 0, 9, 0, 0, 0, 0, 0]]), "element", "a tag that no element has"),
        (writer.file([writer.full("x", [2, 2], [1, 2, 3])]), "count", "\"x\" has 3 numbers, expected 4"),
        (writer.file([writer.full("x", [2, -2], [])]), "size", "the sizes of a variable holds -2"),
        (writer.file([writer.full("x", [4], [])]), "shape", "\"x\" has the shape [4]"),
        (
            writer.file([writer.matrix("x", flags: 6, shape: [1, 1], [writer.element(9, [1, 2, 3])])]),
            "element",
            "\"x\" has 3 bytes, expected a multiple of 8"
        ),
        (
            writer.file([writer.matrix("x", flags: 6, shape: [1, 1], [writer.element(77, [1])])]), "element",
            "\"x\" has type 77, expected numbers"
        ),
        (
            writer.file([writer.sparse("s", [2, 2], rows: [0, 2], starts: [0, 1, 2], [1, 1])]), "index",
            "an entry in row 2, expected 0..<2"
        ),
        (
            writer.file([writer.sparse("s", [2, 2], rows: [0, 0], starts: [0, 2, 2], [1, 1])]), "duplicate",
            "the entry [0, 0] twice"
        ),
        (
            writer.file([writer.sparse("s", [2, 2], rows: [0], starts: [0, 2, 1], [1])]), "sparse",
            "do not ascend"
        ),
        (
            writer.file([writer.matrix("c", flags: 1, shape: [1, 1], [writer.doubles([1])])]), "element",
            "element 0 of \"c\" has type 9, expected a value"
        ),
        (
            writer.file([
                writer.matrix(
                    "f", flags: 2, shape: [1, 1], [writer.integers([4]), writer.element(1, [65, 0])])
            ]),
            "fields", "2 bytes of field names of 4 each"
        ),
        (
            writer.file([
                (0..<40).reduce(writer.full("", [1, 1], [1])) { inner, _ in
                    writer.matrix("", flags: 1, shape: [1, 1], [inner])
                }
            ]), "depth", "nested deeper than 32 levels"
        ),
    ]

    @Test(
        "refuses files of other versions and damaged ones, saying what is wrong", arguments: malformed.indices
    )
    func refuses(index: Int) throws {
        let wanted = Self.malformed[index]
        let error = #expect(throws: DataError.self) { try read(wanted.data) }
        #expect(error?.code == "data.mat." + wanted.code, "\(error?.description ?? "")")
        #expect(error?.message.contains(wanted.hint) == true, "\(error?.description ?? "")")
        #expect(error?.fix.isEmpty == false)
    }

    @Test("refuses a compressed variable that is damaged, and survives any cut and any changed byte")
    func damaged() throws {
        var data = try Data(contentsOf: Fixtures.url("matlab/kinds.mat"))
        let plain = try Data(contentsOf: Fixtures.url("matlab/plain.mat"))
        data[140] ^= 0xFF
        #expect(throws: DataError.self) { try read(data) }
        for length in stride(from: 0, to: plain.count, by: 13) {
            do { _ = try read(plain.prefix(length)) } catch is DataError {}
        }
        for place in stride(from: 128, to: plain.count, by: 5) {
            var changed = plain
            changed[place] ^= 0x55
            do { _ = try read(changed) } catch is DataError {}
        }
    }
}
