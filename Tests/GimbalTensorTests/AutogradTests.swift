// The tape: gradients, gradients of gradients, and functions with a backward of their own.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Autograd")
struct AutogradTests {
    @Test("gradients of a scalar, and nil or zeros for what was not used")
    func first() throws {
        let x = try Tensor([1.0, 2]).requiringGradient(), unused = try Tensor([5.0]).requiringGradient()
        let y = try (x * x * x).sum()
        let found = try optionalGradients(of: y, withRespectTo: [x, unused], keepGraph: true)
        #expect(try found[0]?.doubles() == [3, 12] && found[1] == nil)
        #expect(try gradients(of: y, withRespectTo: [x, unused])[1].doubles() == [0])
    }

    @Test("a cotangent weighs the elements of the output")
    func cotangent() throws {
        let x = try Tensor([1.0, 2]).requiringGradient()
        let slope = try gradients(of: x * x, withRespectTo: [x], cotangent: Tensor([10.0, 0]))[0]
        #expect(try slope.doubles() == [20, 0])
        #expect(throws: TensorError.self) { try gradients(of: x * x, withRespectTo: [x]) }
    }

    @Test("third derivatives exist when the graph is recorded")
    func higherOrders() throws {
        let x = try Tensor(scalar: 2.0).requiringGradient()
        let first = try gradients(of: x.pow(4), withRespectTo: [x], createGraph: true)[0]
        let second = try gradients(of: first, withRespectTo: [x], createGraph: true)[0]
        let third = try gradients(of: second, withRespectTo: [x])[0]
        #expect(try [first.item(), second.item(), third.item()] == [32, 48, 48])
    }

    @Test("without createGraph the gradient is a constant, and the tape is used up")
    func usedUp() throws {
        let x = try Tensor(scalar: 2.0).requiringGradient()
        let y = try x * x
        #expect(try !gradients(of: y, withRespectTo: [x])[0].requiresGradient)
        #expect(throws: TensorError.self) { try gradients(of: y, withRespectTo: [x]) }
        let z = try x * x
        _ = try gradients(of: z, withRespectTo: [x], keepGraph: true)
        #expect(try gradients(of: z, withRespectTo: [x])[0].item() == 4)
    }

    @Test("backward accumulates in leaves, and gradients can be cleared")
    func backward() throws {
        let x = try Tensor([1.0, 2]).requiringGradient()
        #expect(x.gradient == nil)
        try (x * 3).sum().backward()
        try (x * 3).sum().backward()
        #expect(try x.gradient?.doubles() == [6, 6])
        try x.setGradient(nil)
        #expect(x.gradient == nil)
        try (x * 2).backward(cotangent: Tensor([1.0, 5]))
        #expect(try x.gradient?.doubles() == [2, 10])
    }

    @Test("nothing is recorded without gradient, and the mode comes back, also after an error")
    func mode() throws {
        struct Stop: Error {}
        let x = try Tensor([1.0]).requiringGradient()
        let y = try withoutGradient { try x * 2 }
        #expect(!y.requiresGradient)
        #expect(throws: Stop.self) { try withoutGradient { throw Stop() } }
        #expect(try (x * 2).requiresGradient)
        let inner = try withoutGradient { try withGradient(enabled: true) { try x * 2 } }
        #expect(inner.requiresGradient)
        #expect(try !x.detached().requiresGradient)
    }
}

@Suite("CustomFunction")
struct CustomFunctionTests {
    private struct Refused: Error, Equatable { let reason: String }

    private let cube = CustomFunction(
        forward: { [try $0[0] * $0[0] * $0[0]] },
        backward: { inputs, _, cotangents in [try cotangents[0].map { try 3 * inputs[0] * inputs[0] * $0 }] })

    @Test("its own backward is used, and differentiated")
    func orders() throws {
        let x = try Tensor([0.5, -1, 2])
        #expect(try cube(x)[0].doubles() == [0.125, -1, 8])
        #expect(try gradientMismatch([x]) { try cube($0[0])[0].sum() } == nil)
        #expect(try secondGradientMismatch([x]) { try cube($0[0])[0].sum() } == nil)
    }

    @Test("several inputs and outputs, some unused")
    func several() throws {
        let swap = CustomFunction(
            outputCount: 2, forward: { [try $0[0] * 2, try $0[1] * 3] },
            backward: { _, _, cotangents in
                [try cotangents[0].map { try $0 * 2 }, try cotangents[1].map { try $0 * 3 }]
            })
        let a = try Tensor([1.0]).requiringGradient(), b = try Tensor([1.0]).requiringGradient()
        let outputs = try swap(a, b)
        #expect(outputs.count == 2)
        let slopes = try gradients(of: outputs[1].sum(), withRespectTo: [a, b])
        #expect(try slopes[0].doubles() == [0] && slopes[1].doubles() == [3])
    }

    @Test("what forward throws reaches the caller as it is")
    func forwardError() throws {
        let function = CustomFunction(
            forward: { _ in throw Refused(reason: "forward") }, backward: { _, _, _ in [nil] })
        #expect(throws: Refused(reason: "forward")) { try function(Tensor([1.0])) }
    }

    @Test("what backward throws reaches the caller of gradients, and the next call is clean")
    func backwardError() throws {
        let function = CustomFunction(
            forward: { [try $0[0] * 1] }, backward: { _, _, _ in throw Refused(reason: "backward") })
        let x = try Tensor([1.0]).requiringGradient()
        let error = #expect(throws: TensorError.self) {
            try gradients(of: function(x)[0].sum(), withRespectTo: [x])
        }
        #expect(error?.code == "tensor.callback" && error?.message.contains("backward") == true)
        let clean = #expect(throws: TensorError.self) { try gradients(of: Tensor([1.0]), withRespectTo: [x]) }
        #expect(clean?.code != "tensor.callback")
    }

    @Test("a wrong number of results is an error that says so")
    func counts() throws {
        let forward = CustomFunction(outputCount: 2, forward: { $0 }, backward: { _, _, _ in [nil] })
        let error = #expect(throws: TensorError.self) { try forward(Tensor([1.0])) }
        #expect(error?.message.contains("forward returned 1 tensors, expected 2") == true)
        let backward = CustomFunction(forward: { [try $0[0] * 1] }, backward: { _, _, _ in [] })
        let x = try Tensor([1.0]).requiringGradient()
        let second = #expect(throws: TensorError.self) {
            try gradients(of: backward(x)[0].sum(), withRespectTo: [x])
        }
        #expect(second?.message.contains("backward returned 0 gradients, expected 1") == true)
    }

    @Test("errors of functions on several threads do not mix")
    func threads() async throws {
        let reasons = try await withThrowingTaskGroup(of: (String, String).self) { group in
            for task in 0..<8 {
                group.addTask {
                    let reason = "task \(task)"
                    let function = CustomFunction(
                        forward: { _ in throw Refused(reason: reason) }, backward: { _, _, _ in [nil] })
                    for _ in 0..<50 {
                        do {
                            _ = try function(Tensor([1.0]))
                        } catch let error as Refused where error.reason != reason {
                            return (reason, error.reason)
                        } catch is Refused {}
                    }
                    return (reason, reason)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (expected, found) in reasons { #expect(expected == found) }
    }
}
