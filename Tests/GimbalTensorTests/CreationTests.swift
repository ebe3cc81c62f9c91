// Tensors from arrays, collections and foreign memory, and back.
import Foundation
import GimbalTensor
import GimbalTestSupport
import Synchronization
import Testing

@Suite("Creation")
struct CreationTests {
    @Test("nested arrays of one to four axes")
    func nested() throws {
        #expect(
            try Tensor([[1, 2], [3, 4]]).shape == [2, 2] && Tensor([[1, 2], [3, 4]]).dtype == .int64)
        #expect(try Tensor([[1.5, 2, 3]]).dtype == .float64)
        #expect(try Tensor([[[1], [2]], [[3], [4]], [[5], [6]]]).shape == [3, 2, 1])
        let four = try Tensor([[[[1, 2]], [[3, 4]], [[5, 6]]]], dtype: .float32)
        #expect(four.shape == [1, 3, 1, 2] && four.dtype == .float32)
        #expect(try four.integers() == [1, 2, 3, 4, 5, 6])
        #expect(try Tensor([1, 2], dtype: .bfloat16).dtype == .bfloat16)
        #expect(try Tensor([[Float]]()).shape == [0, 0] && Tensor([[Float](), []]).shape == [2, 0])
        #expect(try Tensor([[true], [false]]).dtype == .bool)
    }

    @Test("ragged arrays are refused with the part that differs")
    func ragged() throws {
        let error = #expect(throws: TensorError.self) { try Tensor([[1, 2], [3]]) }
        #expect(
            error?.description
                == "Tensor(_:): part 0 of axis 0 has 2 entries, part 1 has 1. Give every part along axis 1 the same "
                + "length.")
        let deep = #expect(throws: TensorError.self) { try Tensor([[[1, 2], [3, 4]], [[5, 6], [7]]]) }
        #expect(deep?.message.contains("part 0 of axis 1 has 2 entries, part 3 has 1") == true)
    }

    @Test("arrays come out as deep as they went in")
    func out() throws {
        let rows = [[1, 2, 3], [4, 5, 6]]
        #expect(try Tensor(rows).array2D(of: Int.self) == rows)
        #expect(try Tensor(rows).transposed(0, 1).array2D(of: Float.self) == [[1, 4], [2, 5], [3, 6]])
        let blocks = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
        #expect(try Tensor(blocks).array3D(of: Int.self) == blocks)
        #expect(try Tensor([blocks]).array4D(of: Int.self) == [blocks])
        #expect(try Tensor.zeros([2, 0]).array2D(of: Float.self) == [[], []])
        let error = #expect(throws: TensorError.self) { try Tensor([1]).array2D(of: Int.self) }
        #expect(
            error?.description
                == "array2D: shape [1] has 1 axes, expected 2. Reshape, or use `array(of:)` for the elements in one "
                + "array.")
    }

    @Test("numbers come out of tensors with one element")
    func numbers() throws {
        #expect(try Int(Tensor([[7]])) == 7 && Double(Tensor([2.5])) == 2.5 && Float(Tensor([2.5])) == 2.5)
        #expect(try Bool(Tensor([0.1])) && !Bool(Tensor(scalar: 0)))
        #expect(throws: TensorError.self) { try Double(Tensor([1.0, 2])) }
        #expect(try Int(Tensor(scalar: Int.max)) == .max)
    }

    @Test("every element type goes in and out with its bits")
    func elementTypes() throws {
        func same<Element: TensorElement & Equatable>(_ elements: [Element]) throws {
            let tensor = try Tensor(elements)
            #expect(tensor.dtype == Element.dtype)
            #expect(try tensor.array(of: Element.self) == elements)
        }
        try same([UInt8.min, .max])
        try same([Int8.min, .max])
        try same([Int16.min, .max])
        try same([Int32.min, .max])
        try same([Int64.min, .max])
        try same([Int.min, .max])
        try same([Float.leastNonzeroMagnitude, .infinity])
        try same([Double.pi, -.infinity])
        try same([true, false])
        #if !(os(macOS) && arch(x86_64))
            try same([Float16.greatestFiniteMagnitude, -0.5])
        #endif
        try same([BFloat16(1.5), BFloat16(-.infinity)])
    }

    @Test("bfloat16 rounds as libtorch does")
    func bfloat16() throws {
        let values: [Float] = [
            0, -0.0, 1, 1.0039063, 1.0117188, 3.1415927, -1e38, 3.4e38, .infinity, 65280.5,
        ]
        let native = try Tensor(values).converted(to: .bfloat16)
        #expect(try native.array(of: BFloat16.self) == values.map(BFloat16.init))
        #expect(try native.floats() == values.map { Float(BFloat16($0)) })
        #expect(Float(BFloat16(.nan)).isNaN)
    }

    @Test("collections and data are copied")
    func collections() throws {
        let numbers: [Float] = [0, 1, 2, 3, 4, 5]
        #expect(try Tensor(contentsOf: numbers[2...], shape: [2, 2]).floats() == [2, 3, 4, 5])
        #expect(try Tensor(contentsOf: numbers.lazy.map { Double($0) * 2 }).doubles() == [0, 2, 4, 6, 8, 10])
        #expect(try Tensor(contentsOf: 0..<4).integers() == [0, 1, 2, 3])
        #expect(throws: TensorError.self) { try Tensor(contentsOf: numbers[2...], shape: [3, 2]) }
        let data = numbers.withUnsafeBytes { Data($0) }
        #expect(try Tensor(bytes: data, dtype: .float32, shape: [3, 2]).floats() == numbers)
        #expect(throws: TensorError.self) { try Tensor(bytes: data, dtype: .float64, shape: [3, 2]) }
        #expect(try Tensor(repeating: 2.5, shape: [2, 2]).doubles() == [2.5, 2.5, 2.5, 2.5])
        #expect(try Tensor(repeating: Int8(3), shape: []).dtype == .int8)
    }
}

@Suite("Borrowed memory")
struct BorrowedMemoryTests {
    /// Owns memory and counts how often it was freed.
    private final class Owner: Sendable {
        nonisolated(unsafe) let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 32, alignment: 8)
        let freed: Counter
        init(_ freed: Counter) { self.freed = freed }
        deinit {
            bytes.deallocate()
            freed.count.withLock { $0 += 1 }
        }
    }

    private final class Counter: Sendable {
        let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
    }

    @Test("the owner lives as long as the tensor or a view of it, and no longer")
    func owner() throws {
        let freed = Counter()
        var view: Tensor?
        do {
            let owner = Owner(freed)
            owner.bytes.bindMemory(to: Double.self).initialize(repeating: 2)
            let tensor = try Tensor(noCopy: owner.bytes, dtype: .float64, shape: [2, 2], owner: owner)
            view = try tensor[1]
            try tensor.fillInPlace(3)
            #expect(owner.bytes.load(as: Double.self) == 3)
        }
        #expect(freed.value == 0)
        #expect(try view?.doubles() == [3, 3])
        view = nil
        #expect(freed.value == 1)
    }

    @Test("a tape keeps the memory, too")
    func tape() throws {
        let freed = Counter()
        var loss: Tensor? = try {
            let owner = Owner(freed)
            owner.bytes.bindMemory(to: Double.self).initialize(repeating: 2)
            let data = try Tensor(noCopy: owner.bytes, dtype: .float64, shape: [4], owner: owner)
            let weight = try Tensor([1.0, 2, 3, 4]).requiringGradient()
            return try (data * weight).sum()
        }()
        #expect(freed.value == 0 && loss != nil)
        loss = nil
        #expect(freed.value == 1)
    }

    @Test("release runs once, at once for empty memory, and not after an error")
    func release() throws {
        let freed = Counter()
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 16)
        defer { bytes.deallocate() }
        let release: @Sendable () -> Void = { freed.count.withLock { $0 += 1 } }
        _ = try Tensor(noCopy: bytes, dtype: .int64, shape: [2], release: release)
        #expect(freed.value == 1)
        let empty = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        #expect(try Tensor(noCopy: empty, dtype: .int64, shape: [0, 3], release: release).shape == [0, 3])
        #expect(freed.value == 2)
        let length = #expect(throws: TensorError.self) {
            try Tensor(noCopy: bytes, dtype: .int64, shape: [3], release: release)
        }
        #expect(
            length?.description
                == "Tensor(noCopy:): 16 bytes do not hold int64 of shape [3]. Give 24 bytes.")
        let shifted = UnsafeMutableRawBufferPointer(rebasing: bytes[1..<9])
        let alignment = #expect(throws: TensorError.self) {
            try Tensor(noCopy: shifted, dtype: .int64, shape: [1], release: release)
        }
        #expect(
            alignment?.description
                == "Tensor(noCopy:): the memory is not aligned to the 8 bytes of int64. Copy with "
                + "`Tensor(bytes:dtype:shape:)`.")
        #expect(freed.value == 2)
        do {
            let owner = Owner(freed)
            #expect(throws: TensorError.self) {
                try Tensor(noCopy: owner.bytes, dtype: .int8, shape: [1], owner: owner)
            }
        }
        #expect(freed.value == 3)
    }

    @Test("reading contiguous elements copies nothing, and asks for the right type")
    func reading() throws {
        let x = try Tensor([1.0, 2, 3, 4], shape: [2, 2])
        let first = try x.withUnsafeBytes { $0.baseAddress }
        let second = try x[1].withUnsafeBytes { $0.baseAddress }
        #expect(second == first?.advanced(by: 16))
        #expect(try x.withUnsafeElements(of: Double.self) { $0.reduce(0, +) } == 10)
        #expect(try x.transposed(0, 1).withUnsafeElements(of: Double.self) { Array($0) } == [1, 3, 2, 4])
        let error = #expect(throws: TensorError.self) {
            try x.withUnsafeElements(of: Float.self) { $0.count }
        }
        #expect(
            error?.description
                == "withUnsafeElements: the elements are float64, asked for as float32. Convert with "
                + "`converted(to: .float32)`, or use `array(of:)`, which converts.")
    }

    @Test("writing reaches the buffer, and the tape notices")
    func writing() throws {
        let buffer = try Tensor.zeros([2, 2])
        try buffer.withUnsafeMutableBytesInPlace { $0.storeBytes(of: 5, toByteOffset: 12, as: Float.self) }
        #expect(try buffer.floats() == [0, 0, 0, 5])
        #expect(try Tensor.zeros([0]).withUnsafeMutableBytesInPlace { $0.count } == 0)
        let weight = try Tensor.ones([2, 2]).requiringGradient()
        let loss = try (weight * buffer).sum()
        try buffer.withUnsafeMutableBytesInPlace { _ in }
        #expect(throws: TensorError.self) { try gradients(of: loss, withRespectTo: [weight]) }
        let gaps = #expect(throws: TensorError.self) {
            try buffer.transposed(0, 1).withUnsafeMutableBytesInPlace { _ in }
        }
        #expect(
            gaps?.description
                == "withUnsafeMutableBytesInPlace: the elements of shape [2, 2] have gaps. Only contiguous buffers on "
                + "the CPU are written through a pointer.")
        let leaf = #expect(throws: TensorError.self) { try weight.withUnsafeMutableBytesInPlace { _ in } }
        #expect(leaf?.message.contains("requires a gradient") == true)
    }
}

@Suite("Device and DType")
struct DeviceTests {
    @Test("texts become devices and back")
    func texts() throws {
        #expect(Device("cpu") == .cpu && Device("cuda") == .cuda(0) && Device("cuda:3") == .cuda(3))
        #expect(Device("mps") == .mps)
        for text in ["", "gpu", "cuda:", "cuda:-1", "cuda:x", "cpu:0", "cuda:1:2"] {
            #expect(Device(text) == nil)
        }
        for device in [Device.cpu, .cuda(2), .mps] { #expect(Device(device.description) == device) }
        let json = try JSONEncoder().encode([Device.cuda(1)])
        #expect(String(decoding: json, as: UTF8.self) == "[\"cuda:1\"]")
        #expect(try JSONDecoder().decode([Device].self, from: json) == [.cuda(1)])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Device].self, from: Data("[\"gpu\"]".utf8))
        }
    }

    @Test("what is available is known, and the rest is refused by name")
    func available() throws {
        #expect(Device.available.first == .cpu && Device.available.allSatisfy(\.isAvailable))
        #expect(!Device.cuda(4096).isAvailable && !Device.cuda(-1).isAvailable)
        #expect(try Device(parsing: "cpu") == .cpu)
        let unknown = #expect(throws: TensorError.self) { try Device(parsing: "gpu") }
        #expect(
            unknown?.description.hasPrefix(
                "Device: \"gpu\" is no device. Use cpu, cuda, cuda:N or mps; here: cpu") == true)
        let missing = #expect(throws: TensorError.self) { try Device(parsing: "cuda:4096") }
        #expect(
            missing?.description.hasPrefix("Device: cuda:4096 is not available here. Use one of: cpu") == true
        )
        #expect(missing?.code == "tensor.device")
    }

    @Test("a tensor that is there already is not copied")
    func moved() throws {
        let x = try Tensor([1.0, 2])
        let same = try x.moved(to: .cpu), converted = try x.converted(to: .float64)
        try x.fillInPlace(5)
        #expect(try same.doubles() == [5, 5] && converted.doubles() == [5, 5])
    }

    @Test("dtypes have names")
    func names() {
        for dtype in DType.allCases { #expect(DType(dtype.description) == dtype) }
        #expect(DType("float") == nil)
        #expect(DType.int8.isInteger && !DType.bool.isInteger && !DType.float16.isInteger)
    }
}
