// Cox regression against published coefficients, its definition and its limits.
import Foundation
import GimbalBackbones
import GimbalCore
import GimbalNN
import GimbalTasks
import GimbalTensor
import GimbalTestSupport
import GimbalTraining
import Testing

@Suite("Cox regression")
struct CoxRegressionTests {
    private func weight(_ text: String, _ part: TensorPart) throws -> [Double] {
        let problem = TensorProblem(task: .survival, train: part, validation: part, test: part)
        let model = try SampleProblems.fitted(text, problem)
        return try #require(try model.network.stateDict()["weight"]).converted(to: .float64)
            .reshaped([-1]).doubles()
    }

    /// Returns to prison within a year (Rossi, Berk, Lenihan 1980), as shipped.
    private func recidivism() throws -> TensorPart {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: folder.appending(path: "Data/rossi/rossi.csv"), encoding: .utf8)
        let rows = text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",").compactMap { Float($0) }
        }
        return TensorPart(
            inputs: try Tensor(rows.flatMap { $0.dropFirst(2) }, shape: [rows.count, 7]),
            target: .survival(
                times: try Tensor(rows.map { $0[0] }), events: try Tensor(rows.map { $0[1] })))
    }

    /// Coefficients of fin, age, race, wexp, mar, paro and prio, ties after Efron; from lifelines 0.30.
    private static let published = [
        -0.379422166, -0.057437740, 0.313899787, -0.149795702, -0.433703881, -0.084871081, 0.091497082,
    ]

    @Test("coefficients of the recidivism data are the published ones")
    func published() throws {
        let found = try weight("cox-regression[penalty=0]", recidivism())
        for (found, expected) in zip(found, Self.published) { #expect(abs(found - expected) < 1e-6) }
        #expect(found.count == 7)
    }

    /// Times that rise with the second feature, with ties and censoring.
    private func tied(_ count: Int, _ features: Int, seed: UInt64) throws -> TensorPart {
        let inputs = try SampleProblems.normal([count, features], seed: seed)
        let noise = try SampleProblems.normal([count], seed: seed + 9)
        let times = try (inputs.select(1, axis: 1) + noise).exp().floats().map { ($0 * 3).rounded(.up) }
        let events = (0..<count).map { Float($0 % 4 == 0 ? 0 : 1) }
        return TensorPart(
            inputs: inputs, target: .survival(times: try Tensor(times), events: try Tensor(events)))
    }

    @Test("the gradient of the library's own loss is zero at the solution", arguments: CoxTies.allCases)
    func optimum(_ ties: CoxTies) throws {
        let part = try tied(120, 3, seed: 1)
        guard case .survival(let times, let events) = part.target else { return }
        let solution = try weight("cox-regression[penalty=0.02,ties=\(ties.rawValue)]", part)
        let beta = try Tensor(solution).requiringGradient()
        let risks = try part.inputs.converted(to: .float64).mv(beta)
        let loss =
            try coxPartialLikelihood(risks, times: times, events: events, ties: ties)
            + beta.square().sum() * 0.01
        let slope = try gradients(of: loss, withRespectTo: [beta])[0].abs().max().item()
        #expect(slope < 1e-6)
        #expect(solution[1] < -0.3)
    }

    @Test("with more features than samples the solution is that of all features")
    func wide() throws {
        let part = try tied(12, 30, seed: 4)
        guard case .survival(let times, let events) = part.target else { return }
        let beta = try Tensor(weight("cox-regression[penalty=0.1]", part)).requiringGradient()
        let risks = try part.inputs.converted(to: .float64).mv(beta)
        let loss =
            try coxPartialLikelihood(risks, times: times, events: events, ties: .efron)
            + beta.square().sum() * 0.05
        let slope = try gradients(of: loss, withRespectTo: [beta])[0].abs().max().item()
        #expect(slope < 1e-6)
    }

    @Test("the penalty is chosen by the validation loss, and risks rank times")
    func ranks() throws {
        let problem = try SampleProblems.problem(.survival) { try tied($0, 3, seed: $1) }
        let model = try SampleProblems.fitted("cox-regression", problem)
        let same = try SampleProblems.fitted("majority", problem)
        let loss = try SampleProblems.testLoss(model, problem)
        #expect(try loss < SampleProblems.testLoss(same, problem) - 0.05)
        #expect(try model.outputs(problem.test.inputs).shape == [200, 1])
    }

    @Test("without events, and without a maximum, it says so")
    func refusals() throws {
        let inputs = try Tensor([1, 1, 2, 2, 3, 3, 4, 4] as [Float], shape: [4, 2])
        let times = try Tensor([1, 2, 3, 4] as [Float])
        let censored = TensorPart(
            inputs: inputs, target: .survival(times: times, events: try Tensor.zeros([4])))
        let none = #expect(throws: DataError.self) { _ = try weight("cox-regression[penalty=0.1]", censored) }
        #expect(none?.message.contains("none of the 4") == true)
        let repeated = TensorPart(
            inputs: inputs, target: .survival(times: times, events: try Tensor.ones([4])))
        let error = #expect(throws: RunError.self) { _ = try weight("cox-regression[penalty=0]", repeated) }
        #expect(error?.message.contains("no single maximum") == true)
        #expect(try weight("cox-regression[penalty=0.1]", repeated).allSatisfy(\.isFinite))
    }
}
