// Optimisers where the result can be computed by hand.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Optimizers, closed forms")
struct ClosedFormTests {
    private func values(_ parameters: LooseParameters) throws -> [Double] {
        try parameters.tensors.flatMap { try $0.doubles() }
    }

    @Test("gradient descent on a quadratic contracts by 1 - lr · curvature")
    func quadratic() throws {
        let parameters = LooseParameters([try Tensor([1.0, -2])])
        let curvature = try Tensor([0.5, 3.0]), optimizer = try SGD([parameters.group(0.2)])
        for _ in 0..<7 {
            let loss = try (parameters.tensors[0].square() * curvature).sum() / 2
            try optimizer.step(optimizer.gradients(of: loss))
        }
        let expected = [pow(1 - 0.2 * 0.5, 7), -2 * pow(1 - 0.2 * 3, 7)]
        #expect(try mismatch(values(parameters), expected, .double) == nil)
    }

    @Test("momentum sums a constant gradient as a geometric series")
    func momentum() throws {
        let parameters = LooseParameters([try Tensor([0.0])])
        let optimizer = try SGD([parameters.group(0.1)], .init(momentum: 0.5))
        for _ in 0..<4 { try optimizer.step([Tensor([1.0])]) }
        // Buffers 1, 1.5, 1.75, 1.875.
        #expect(try mismatch(values(parameters), [-0.6125], .double) == nil)
    }

    @Test(
        "the first step of Adam's family is the learning rate along the sign",
        arguments: ["Adam", "AdamW", "Adamax", "LAMB", "Lion"])
    func firstStep(_ name: String) throws {
        let sample = try #require(OptimizerSample.all.first { $0.name == name })
        let parameters = LooseParameters([try Tensor([1.0, 1, 1])])
        let optimizer = try sample.config.make([parameters.group(0.01, trust: false)])
        try optimizer.step([Tensor([5.0, -0.3, 2])])
        #expect(
            try mismatch(values(parameters), [0.99, 1.01, 0.99], Tolerance(absolute: 1e-7, relative: 0))
                == nil)
    }

    @Test(
        "LARS moves a tensor by lr · trust of its norm, whatever the gradient's scale",
        arguments: [1e-3, 1, 1e4])
    func lars(_ scale: Double) throws {
        let parameters = LooseParameters([try Tensor([3.0, 4])])
        let optimizer = try LARS([parameters.group(2)], .init(trustCoefficient: 0.01))
        try optimizer.step([Tensor([0, scale])])
        // ‖θ‖ = 5, the direction is the gradient's.
        #expect(try mismatch(values(parameters), [3, 4 - 2 * 0.01 * 5], .double) == nil)
    }

    @Test("LAMB moves a tensor by lr of its norm")
    func lamb() throws {
        let parameters = LooseParameters([try Tensor([3.0, 4])])
        let before = try parameters.tensors[0].cloned()
        try LAMB([parameters.group(0.1)]).step([Tensor([0.7, -20])])
        let moved = try (parameters.tensors[0] - before).square().sum().item().squareRoot()
        #expect(abs(moved - 0.5) < 1e-12)
    }

    @Test("where a norm is zero, LARS and LAMB step as without trust ratio")
    func zeroNorm() throws {
        for config in [OptimizerConfig.lars(), .lamb()] {
            let zero = LooseParameters([try Tensor([0.0, 0])]),
                plain = LooseParameters([try Tensor([0.0, 0])])
            try config.make([zero.group(0.1)]).step([Tensor([1.0, -2])])
            try config.make([plain.group(0.1, trust: false)]).step([Tensor([1.0, -2])])
            #expect(try sameBits(zero.tensors[0], plain.tensors[0]) && values(zero)[0] < 0)
            let still = LooseParameters([try Tensor([1.0, 2])])
            try config.make([still.group(0.1)]).step([Tensor([0.0, 0])])
            #expect(try values(still) == [1, 2])
        }
    }

    @Test("maximising a concave function reaches its top")
    func maximize() throws {
        let parameters = LooseParameters([try Tensor([1.0])])
        let optimizer = try SGD([parameters.group(0.5)], .init(maximize: true))
        for _ in 0..<40 {
            try optimizer.step(optimizer.gradients(of: -(parameters.tensors[0] - 3).square().sum() / 2))
        }
        #expect(try abs(values(parameters)[0] - 3) < 1e-9)
    }

    @Test("a group's momentum replaces the optimiser's")
    func groupMomentum() throws {
        let parameters = LooseParameters([try Tensor([0.0])])
        let optimizer = try SGD([parameters.group(1)], .init(momentum: 0.9))
        optimizer.groups[0].momentum = 0
        for _ in 0..<3 { try optimizer.step([Tensor([1.0])]) }
        #expect(try values(parameters) == [-3])
    }

    @Test("averaged gradient descent gives the mean of the path")
    func averages() throws {
        let parameters = LooseParameters([try Tensor([0.0])])
        let optimizer = try ASGD([parameters.group(1)], .init(lambda: 0, averagingStart: 0))
        for _ in 0..<4 { try optimizer.step([Tensor([1.0])]) }
        #expect(try values(parameters) == [-4])
        // Weights 1, 1, 1/2, 1/3: the first value is overwritten by the second.
        #expect(try mismatch(#require(optimizer.averages()["p0"]).doubles(), [-3], .double) == nil)
    }
}
