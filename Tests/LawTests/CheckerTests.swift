// The checkers themselves: they must find what is wrong.
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Law checkers")
struct CheckerTests {
    private let x = [1.0, -2, 0.5]

    @Test("a wrong gradient is found, a right one passes")
    func first() throws {
        let wrong = CustomFunction(
            forward: { [try $0[0].square()] },
            backward: { inputs, _, cotangents in [try cotangents[0].map { try $0 * inputs[0] * 1.999 }] })
        #expect(try gradientMismatch([Tensor(x)]) { try wrong($0[0])[0].sum() } != nil)
        #expect(try gradientMismatch([Tensor(x)]) { try $0[0].square().sum() } == nil)
    }

    @Test("a wrong second derivative is found although the first is right")
    func second() throws {
        let wrong = CustomFunction(
            forward: { [try $0[0].pow(3)] },
            backward: { inputs, _, cotangents in
                [try cotangents[0].map { try $0 * (3 * inputs[0].square()).detached() }]
            })
        #expect(try gradientMismatch([Tensor(x)]) { try wrong($0[0])[0].sum() } == nil)
        #expect(try secondGradientMismatch([Tensor(x)]) { try wrong($0[0])[0].sum() } != nil)
        #expect(try secondGradientMismatch([Tensor(x)]) { try $0[0].pow(3).sum() } == nil)
    }

    @Test("one value that is off is found and named")
    func values() throws {
        let expected = try Tensor([1.0, 2, 3])
        #expect(
            try mismatch(Tensor([1.0, 2, 3.1]), expected)?.contains("at 2 found 3.1, expected 3.0") == true)
        #expect(try mismatch(Tensor([1.0, .nan, 3]), expected) != nil)
        #expect(try mismatch(Tensor([1.0, 2]), expected) == "shape [2], expected [3]")
        #expect(try !sameBits(Tensor([0.0]), Tensor([-0.0])))
    }

    @Test("no test of this process leaves a tensor behind: looked at when the process ends")
    func everything() { LiveTensorWatch.start() }

    @Test("a process that keeps a tensor fails at its end")
    func watch() async {
        await #expect(processExitsWith: .exitCode(1)) {
            LiveTensorWatch.start()
            let kept = Unmanaged.passRetained(Box(try Tensor([1.0])))
            _ = kept
        }
    }

    @Test("a tensor that is kept is counted")
    func memory() async {
        await #expect(processExitsWith: .success) {
            var kept: [Tensor] = []
            let growth = try liveTensorGrowth { kept.append(try Tensor([1.0])) }
            try #require(growth == 1 && kept.count == 2)
        }
    }
}

/// Holds a tensor that a test never lets go.
private final class Box {
    let tensor: Tensor
    init(_ tensor: Tensor) { self.tensor = tensor }
}
