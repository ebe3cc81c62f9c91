// Comparison, logic, remainders and the assigning operators.
import GimbalTensor
import Testing

@Suite("Operators")
struct OperatorTests {
    private let a: Tensor
    private let b: Tensor

    init() throws {
        a = try Tensor([1.0, 2, 3])
        b = try Tensor([3.0, 2, 1])
    }

    @Test("tensors compare with tensors")
    func tensors() throws {
        #expect(
            try (a .== b).booleans() == [false, true, false] && (a .!= b).booleans() == [true, false, true])
        #expect(
            try (a .< b).booleans() == [true, false, false] && (a .<= b).booleans() == [true, true, false])
        #expect(
            try (a .> b).booleans() == [false, false, true] && (a .>= b).booleans() == [false, true, true])
        #expect(try (a .< b).dtype == .bool)
        #expect(try (a .> Tensor([[1.0], [2.0]])).shape == [2, 3])
    }

    @Test("numbers of every kind stand on either side")
    func numbers() throws {
        let n = 2, half: Float = 1.5
        #expect(
            try (a .== 2).booleans() == [false, true, false]
                && (2.0 .== a).booleans() == [false, true, false])
        #expect(
            try (a .!= n).booleans() == [true, false, true] && (n .!= a).booleans() == [true, false, true])
        #expect(
            try (a .< half).booleans() == [true, false, false]
                && (half .< a).booleans() == [false, true, true])
        #expect(
            try (a .<= n).booleans() == [true, true, false] && (n .<= a).booleans() == [false, true, true])
        #expect(
            try (a .> n).booleans() == [false, false, true] && (n .> a).booleans() == [true, false, false])
        #expect(
            try (a .>= n).booleans() == [false, true, true] && (n .>= a).booleans() == [true, true, false])
    }

    @Test("masks combine, integers combine bit by bit")
    func logic() throws {
        let inside = try (a .> 1) .& (a .< 3)
        #expect(
            try inside.booleans() == [false, true, false] && (.!inside).booleans() == [true, false, true])
        #expect(try ((a .< 2) .| (a .> 2)).booleans() == [true, false, true])
        #expect(try ((a .< 3) .^ (a .> 1)).booleans() == [true, false, true])
        let bits = try Tensor([5, 6])
        #expect(
            try (bits .& Tensor([3, 3])).integers() == [1, 2]
                && (bits .| Tensor([1, 1])).integers() == [5, 7])
        #expect(try (bits .^ bits).integers() == [0, 0] && (~bits).integers() == [-6, -7])
        #expect(
            try (.!Tensor([0.0, 2])).booleans() == [true, false]
                && (~inside).booleans() == [true, false, true])
        let error = #expect(throws: TensorError.self) { try a .& b }
        #expect(
            error?.code == "tensor.dtype" || error?.code == "tensor.unsupported",
            "\(String(describing: error))")
    }

    @Test("remainders have the divisor's sign")
    func remainder() throws {
        let n = try Tensor([-7, 7])
        #expect(try (n % 3).integers() == [2, 1] && (n % -3).integers() == [-1, -2])
        #expect(try (n % Tensor([4, 4])).integers() == [1, 3] && (Tensor([5.5]) % 2).doubles() == [1.5])
    }

    @Test("assigning operators change the variable, not its other copies")
    func assigning() throws {
        var x = a
        let other = x
        try x += 1
        try x *= b
        try x -= Tensor([1.0, 1, 1])
        try x /= 2
        #expect(try x.doubles() == [2.5, 2.5, 1.5] && other.doubles() == [1, 2, 3])
        try x -= 0.5
        try x += b
        try x *= 2
        try x /= b
        #expect(try x.doubles()[1] == 4)
    }
}
