// What errors say: operator, operands, finding, advice, and libtorch's own words last.
import GimbalTensor
import Testing

@Suite("TensorError")
struct TensorErrorTests {
    private func failure(_ body: () throws -> Tensor) throws -> TensorError {
        let error = #expect(throws: TensorError.self) { _ = try body() }
        return try #require(error)
    }

    @Test("shapes that do not fit are named with their operator")
    func shape() throws {
        let error = try failure { try Tensor.zeros([2, 3]) + Tensor.zeros([4]) }
        #expect(error.code == "tensor.shape" && error.operation == "+")
        #expect(
            error.description.hasPrefix(
                "+: [2, 3] float32 and [4] float32 do not fit. Reshape, or check which axis holds the features. "
                    + "libtorch: The size of tensor a (3) must match the size of tensor b (4)"))
    }

    @Test("a product names both matrices")
    func product() throws {
        let error = try failure { try Tensor.zeros([2, 3]).matmul(Tensor.zeros([4, 5])) }
        #expect(error.code == "tensor.shape")
        #expect(error.message.hasPrefix("matmul: [2, 3] float32 and [4, 5] float32 do not fit."))
    }

    @Test("dtypes that do not go together are named")
    func dtype() throws {
        let error = try failure { try Tensor([1.0, 2]).dot(Tensor([1, 2])) }
        #expect(error.code == "tensor.dtype")
        #expect(error.message.contains("[2] float64 and [2] int64"))
        #expect(error.message.contains("Convert with `converted(to:)`."))
        let integers = try failure { try Tensor([1, 2]).requiringGradient() }
        #expect(integers.code == "tensor.dtype")
    }

    @Test("an axis out of range is an index error")
    func axis() throws {
        let error = try failure { try Tensor.zeros([2, 3]).sum(axis: 5) }
        #expect(error.code == "tensor.index")
        #expect(error.message.hasPrefix("sum: [2, 3] float32 - an index or axis is out of range."))
        let size = #expect(throws: TensorError.self) { try Tensor.zeros([2, 3]).size(2) }
        #expect(
            size?.description == "size: axis 2 is out of range for shape [2, 3]. Use an axis in -2..<2.")
    }

    @Test("an index out of range is an index error")
    func index() throws {
        let error = try failure { try Tensor.zeros([2, 3]).indexSelect(Tensor([0, 7]), axis: 0) }
        #expect(error.code == "tensor.index")
    }

    @Test("too few or too many values for a shape are counted")
    func values() throws {
        let error = try failure { try Tensor([1, 2, 3], shape: [2, 2]) }
        #expect(error.code == "tensor.shape")
        #expect(error.description == "Tensor(_:shape:): 3 values do not fill shape [2, 2]. Give 4 values.")
        #expect(throws: TensorError.self) { try Tensor([Float](), shape: [-1, 0]) }
    }

    @Test("item of several elements is an error")
    func item() throws {
        let error = #expect(throws: TensorError.self) { try Tensor([1.0, 2]).item() }
        #expect(error?.operation == "item" && error?.message.contains("[2] float64") == true)
    }

    @Test("gradients without a tape are an error")
    func tape() throws {
        let x = try Tensor([1.0])
        let error = #expect(throws: TensorError.self) { try gradients(of: x * 2, withRespectTo: [x]) }
        #expect(error?.operation == "gradients")
    }

    @Test("an impossible amount of memory is an error, not the end of the process")
    func memory() throws {
        let error = try failure { try Tensor.zeros([1 << 40, 1 << 12]) }
        #expect(["tensor.memory", "tensor.native", "tensor.shape"].contains(error.code))
    }

    @Test("native back traces are cut off")
    func backTrace() throws {
        let error = try failure { try Tensor.zeros([2, 3]) + Tensor.zeros([4]) }
        #expect(!error.description.contains("Exception raised") && !error.description.contains("\n"))
    }

    @Test("an operator called by name that does not exist, or with too many arguments, is an error")
    func named() throws {
        #expect(throws: TensorError.self) { try callOperator("aten::no_such_operator", []) }
        let x = try Tensor([1.0])
        #expect(throws: TensorError.self) { try callOperator("aten::neg", [.tensor(x), .tensor(x)]) }
        #expect(throws: TensorError.self) { try callOperator("aten::neg", []) }
    }
}

@Suite("Operators by name")
struct CallOperatorTests {
    @Test("tensors, numbers, lists and texts arrive, and defaults fill the rest")
    func arguments() throws {
        let x = try Tensor([3.0, 1, 2])
        #expect(try callOperator("aten::neg", [.tensor(x)])[0].doubles() == [-3, -1, -2])
        let sorted = try callOperator("aten::sort", [.tensor(x), .integer(0), .bool(true)])
        #expect(
            try sorted.count == 2 && sorted[0].doubles() == [3, 2, 1] && sorted[1].integers() == [0, 2, 1])
        #expect(try callOperator("aten::cat", [.tensors([x, x])])[0].count == 6)
        #expect(try callOperator("aten::reshape", [.tensor(x), .integers([3, 1])])[0].shape == [3, 1])
        #expect(
            try callOperator("aten::add", overload: "Scalar", [.tensor(x), .real(1)])[0].doubles() == [
                4, 2, 3,
            ])
        #expect(try callOperator("aten::gelu", [.tensor(x), .text("tanh")])[0].count == 3)
    }

    @Test("gradients pass through")
    func gradient() throws {
        let x = try Tensor([3.0, 1]).requiringGradient()
        let y = try callOperator("aten::square", [.tensor(x)])[0].sum()
        #expect(try gradients(of: y, withRespectTo: [x])[0].doubles() == [6, 2])
    }
}
