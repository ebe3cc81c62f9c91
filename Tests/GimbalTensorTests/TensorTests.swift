// Tensors to and from Swift, and what they say about themselves.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Tensor")
struct TensorTests {
    @Test("elements come back in row-major order with their dtype")
    func roundTrip() throws {
        #expect(try Tensor([Float(1), 2, 3, 4, 5, 6], shape: [2, 3]).floats() == [1, 2, 3, 4, 5, 6])
        #expect(try Tensor([1.5, -2]).dtype == .float64)
        #expect(try Tensor([1, 2]).dtype == .int64)
        #expect(try Tensor([Int32(1)]).dtype == .int32)
        #expect(try Tensor([true, false]).dtype == .bool)
        #expect(try Tensor([UInt8(255)]).integers() == [255])
    }

    @Test("a transposed tensor is read in its own order")
    func transposed() throws {
        let x = try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).transposed(0, 1)
        #expect(!x.isContiguous)
        #expect(try x.integers() == [1, 4, 2, 5, 3, 6])
        #expect(try x.withUnsafeBytes { $0.count } == 48)
    }

    @Test("reading converts; integers are cut towards zero")
    func conversion() throws {
        let x = try Tensor([1.9, -1.9, 0])
        #expect(try x.integers() == [1, -1, 0])
        #expect(try x.booleans() == [true, true, false])
        #expect(try x.floats() == [1.9, -1.9, 0])
        #expect(try x.converted(to: .float16).byteCount == 6)
    }

    @Test("empty tensors have a shape and no elements")
    func empty() throws {
        let x = try Tensor([Float](), shape: [0, 3])
        #expect(x.shape == [0, 3] && x.count == 0)
        #expect(try x.floats() == [])
        #expect(try x.sum().item() == 0)
    }

    @Test("a scalar has no axes and one element")
    func scalar() throws {
        let x = try Tensor(scalar: 2.5)
        #expect(x.shape == [] && x.rank == 0 && x.count == 1)
        #expect(try x.item() == 2.5)
        #expect(try Tensor(scalar: 7).integerItem() == 7)
    }

    @Test("sizes are by axis, negative ones from the end")
    func sizes() throws {
        let x = try Tensor.zeros([2, 3, 5])
        #expect(try x.size(0) == 2 && x.size(-1) == 5)
        #expect(x.device == .cpu && x.dtype == .float32 && x.isContiguous && !x.requiresGradient)
    }

    @Test("copies share memory, clones do not")
    func sharing() throws {
        let x = try Tensor([1.0, 2])
        let same = x, other = try x.cloned()
        try x.addInPlace(1)
        #expect(try same.doubles() == [2, 3] && other.doubles() == [1, 2])
    }

    @Test("a tensor may be used from several tasks")
    func sendable() async throws {
        let x = try Tensor([1.0, 2, 3])
        let sums = try await withThrowingTaskGroup(of: Double.self) { group in
            for factor in 1...4 { group.addTask { try (x * factor).sum().item() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums.sorted() == [6, 12, 18, 24])
    }
}

@Suite("Arithmetic")
struct ArithmeticTests {
    @Test("numbers stand on either side, and integers stay integers")
    func literals() throws {
        let x = try Tensor([1.0, 2, 4])
        #expect(try (2 * x + 1 - x / 2).doubles() == [2.5, 4, 7])
        #expect(try (1 - x).doubles() == [0, -1, -3] && (8 / x).doubles() == [8, 4, 2])
        #expect(try (-x).doubles() == [-1, -2, -4])
        let n = try Tensor([1, 2])
        #expect(try (n * 3).dtype == .int64 && (n * 0.5).dtype == .float32 && (n / 2).doubles() == [0.5, 1])
        let factor: Float = 0.5, count: Int = 3
        #expect(try (x * factor + count).doubles() == [3.5, 4, 5])
    }

    @Test("shapes broadcast")
    func broadcast() throws {
        let a = try Tensor([1.0, 2], shape: [2, 1]), b = try Tensor([10.0, 20, 30])
        #expect(try (a + b).doubles() == [11, 21, 31, 12, 22, 32])
        #expect(try (a * b).shape == [2, 3] && (a - b).shape == [2, 3] && (a / b).shape == [2, 3])
    }
}
