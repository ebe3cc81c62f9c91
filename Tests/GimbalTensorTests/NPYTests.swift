// .npy arrays: both byte orders, both element orders, all versions, and what is refused.
import Foundation
import GimbalCore
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("NPY")
struct NPYTests {
    @Test("writes what NumPy writes")
    func bytes() throws {
        let data = try NPY.encode(try Tensor([1, 2] as [Float], shape: [2, 1]))
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1,), }"
        #expect(data.prefix(10) == Data([0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0]))
        #expect(String(decoding: data[10..<128], as: UTF8.self).hasPrefix(header))
        #expect(data[127] == 10)
        #expect(Array(data[128...]) == [0, 0, 128, 63, 0, 0, 0, 64])
    }

    @Test("reads back every dtype that NumPy has", arguments: DType.allCases.filter { $0 != .bfloat16 })
    func roundTrip(dtype: DType) throws {
        for shape in [[], [3], [0, 2], [2, 3, 1]] {
            let count = shape.reduce(1, *)
            let numbers = try Tensor((0..<count).map { Float($0 % 2) }, shape: shape)
            let tensor = try
                (dtype.isComplex ? numbers - .complex(real: numbers, imaginary: numbers + 1) : numbers)
                .converted(to: dtype)
            let read = try NPY.decode(try NPY.encode(tensor), source: "test")
            #expect(read.dtype == dtype && read.shape == shape)
            #expect(try dtype.isComplex ? read.isEqual(to: tensor) : read.floats() == tensor.floats())
        }
    }

    @Test("refuses to write bfloat16, which NumPy lacks")
    func bfloat16() throws {
        let tensor = try Tensor([1] as [Float]).converted(to: .bfloat16)
        #expect(throws: DataError.self) { try NPY.encode(tensor) }
    }

    @Test("reads big-endian numbers and widens unsigned ones")
    func byteOrders() throws {
        #expect(try read("'>i4'", "(2,)", [0, 0, 1, 2, 255, 255, 255, 255]).integers() == [258, -1])
        #expect(try read("'>f8'", "()", [0x40, 0x09, 0x21, 0xFB, 0x54, 0x44, 0x2D, 0x18]).item() == .pi)
        let complex = try read("'>c8'", "(1,)", [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0])
        #expect(try complex.viewedAsReal().floats() == [1, 2])
        let wide = try read("'<u2'", "(2,)", [255, 255, 1, 0])
        #expect(try wide.dtype == .int32 && wide.integers() == [65_535, 1])
        #expect(try read("'>u4'", "(1,)", [255, 255, 255, 255]).integers() == [4_294_967_295])
        #expect(try read("'<u8'", "(1,)", [5, 0, 0, 0, 0, 0, 0, 0]).integers() == [5])
    }

    @Test("brings column-major arrays into row-major order")
    func fortranOrder() throws {
        let square = try read("'|u1'", "(2, 3)", [1, 4, 2, 5, 3, 6], fortran: true)
        #expect(try square.integers() == [1, 2, 3, 4, 5, 6])
        let parts = [1.0, 5, 2, 6, 3, 7, 4, 8].withUnsafeBytes { [UInt8]($0) }
        let complex = try read("'<c16'", "(2, 2)", parts, fortran: true)
        #expect(try complex.viewedAsReal().doubles() == [1, 5, 3, 7, 2, 6, 4, 8])
        // Element (i, j, k) of a [2, 2, 2] array lies at i + 2 j + 4 k.
        let cube = try read("'|i1'", "(2, 2, 2)", [0, 1, 2, 3, 4, 5, 6, 7], fortran: true)
        #expect(try cube.integers() == [0, 4, 2, 6, 1, 5, 3, 7])
        #expect(
            try read("'>i2'", "(2, 2)", [0, 1, 0, 3, 0, 2, 0, 4], fortran: true).integers() == [1, 2, 3, 4])
    }

    @Test("reads format versions 1, 2 and 3", arguments: [1, 2, 3])
    func versions(version: UInt8) throws {
        #expect(try read("'|b1'", "(2,)", [1, 0], version: version).booleans() == [true, false])
    }

    @Test("reads texts")
    func texts() throws {
        let data = array("'<U2'", "(2,)", [97, 0, 0, 0, 0xFC, 0, 0, 0, 0x00, 0xF6, 1, 0, 0, 0, 0, 0])
        #expect(try NPY.decodeStrings(data, source: "test") == ["aü", "\u{1F600}"])
        let swapped = array("'>U1'", "(1,)", [0, 0, 0, 98])
        #expect(try NPY.decodeStrings(swapped, source: "test") == ["b"])
    }

    @Test(
        "refuses what it cannot read, and says why",
        arguments: [
            ("'|O'", "(1,)", 8, "npy.type", "run code"), ("'<U4'", "(1,)", 16, "npy.type", "texts"),
            ("'|S4'", "(1,)", 4, "npy.type", "byte texts"), ("'<c32'", "(1,)", 32, "npy.type", "float"),
            ("'<M8[ns]'", "(1,)", 8, "npy.type", "dates"),
            ("[('a', '<i4')]", "(1,)", 4, "npy.type", "records"),
            ("'<f16'", "(1,)", 16, "npy.type", "float"),
            ("'<f4'", "(2,)", 7, "npy.truncated", "7 bytes follow"),
            ("'<f4'", "(2,)", 9, "npy.trailing", "9 bytes follow"),
            ("'<f4'", "(4611686018427387904, 4)", 8, "npy.shape", "fit in memory"),
            ("'<f4'", "(-2,)", 8, "npy.header", "natural number"), ("'<f4'", "2", 8, "npy.header", "'('"),
            ("'|b1'", "(1,)", 1, "npy.bool", "expected 0 or 1"),
        ])
    func refused(descriptor: String, shape: String, byteCount: Int, code: String, hint: String) {
        let data = array(descriptor, shape, [UInt8](repeating: 7, count: byteCount))
        let error = #expect(throws: DataError.self) { try NPY.decode(data, source: "a.npy") }
        #expect(error?.code == "data." + code)
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
        #expect(error?.message.hasPrefix("a.npy") == true)
    }

    @Test("refuses damaged frames and headers")
    func frames() {
        let good = array("'|u1'", "(1,)", [1])
        for length in 0..<good.count {
            #expect(throws: DataError.self, "\(length)") { try NPY.decode(good.prefix(length), source: "a") }
        }
        for header in ["", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'descr': '<f4'}", "{'x': 1}"] {
            #expect(throws: DataError.self) { try NPY.decode(frame(header, [], 1), source: "a") }
        }
        #expect(throws: DataError.self) { try NPY.decode(frame("{}", [], 9), source: "a") }
        #expect(throws: DataError.self) {
            try NPY.decode(array("'<u8'", "(1,)", [UInt8](repeating: 255, count: 8)), source: "a")
        }
    }

    @Test("writes and reads files")
    func files() throws {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.npy")
            try NPY.write(try Tensor([1, 2, 3]), to: url)
            #expect(try NPY.read(url).integers() == [1, 2, 3])
        }
    }

    private func read(
        _ descriptor: String, _ shape: String, _ elements: [UInt8], fortran: Bool = false, version: UInt8 = 1
    ) throws -> Tensor {
        try NPY.decode(array(descriptor, shape, elements, fortran: fortran, version: version), source: "test")
    }

    private func array(
        _ descriptor: String, _ shape: String, _ elements: [UInt8], fortran: Bool = false, version: UInt8 = 1
    ) -> Data {
        let order = fortran ? "True" : "False"
        return frame(
            "{'descr': \(descriptor), 'fortran_order': \(order), 'shape': \(shape), }", elements, version)
    }

    private func frame(_ header: String, _ elements: [UInt8], _ version: UInt8) -> Data {
        let text = Array(header.utf8)
        let length = [UInt8(text.count & 255), UInt8(text.count >> 8)] + (version == 1 ? [] : [0, 0])
        return Data([0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + elements)
    }
}
