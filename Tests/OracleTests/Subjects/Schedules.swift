// Subjects: schedules.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import OrderedCollections

extension OracleSubjects {
    static let schedules: [String: any GoldenSubject.Type] = [
        "Schedule": ScheduleSubject.self, "ReduceOnPlateau": PlateauSubject.self,
    ]
}

/// An optimiser with one group per base learning rate and nothing to step.
private func makeOptimizer(_ arguments: GoldenArguments) throws -> SGD {
    let bases = arguments.optional("bases")?.numbers ?? []
    return try SGD(bases.map { ParameterGroup([:], learningRate: $0) }, .init(momentum: 0.5))
}

/// Any value of `Schedule`, from its JSON form.
struct ScheduleSubject: GoldenSubject {
    private let schedule: Schedule
    private let optimizer: SGD

    init(_ setup: GoldenSetup) throws {
        _ = try setup.dtype()
        let text = try setup.arguments.text("schedule")
        let decoded = try JSONDecoder().decode(Schedule.self, from: Data(text.utf8))
        schedule = try JSONDecoder().decode(Schedule.self, from: JSONEncoder().encode(decoded))
        guard schedule == decoded else { throw GoldenProblem("coding changed \(decoded) to \(schedule)") }
        optimizer = try makeOptimizer(setup.arguments)
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        var rates: [Double] = [], momenta: [Double] = []
        for step in 0..<70 {
            try schedule.apply(to: optimizer, step: step)
            rates += optimizer.groups.map(\.learningRate)
            momenta.append(optimizer.groups[0].momentum ?? optimizer.config.momentum)
        }
        return GoldenResult([
            "rates": try Tensor(rates, shape: [70, optimizer.groups.count]), "momenta": try Tensor(momenta),
        ])
    }
}

/// `torch.optim.lr_scheduler.ReduceLROnPlateau`; saved and restored in the middle.
struct PlateauSubject: GoldenSubject {
    private var plateau: ReduceOnPlateau
    private let optimizer: SGD

    init(_ setup: GoldenSetup) throws {
        let a = setup.arguments
        _ = try setup.dtype()
        func real(_ name: String, _ own: Double) -> Double { a.optional(name)?.number ?? own }
        let amount = real("amount", 1e-4)
        plateau = try ReduceOnPlateau(
            .init(
                mode: a.optional("mode")?.text == "maximum" ? .maximum : .minimum,
                factor: real("factor", 0.1), patience: a.integer("patience"),
                threshold: a.optional("threshold")?.text == "absolute"
                    ? .absolute(amount) : .relative(amount),
                cooldown: Int(real("cooldown", 0)), minimumLearningRate: real("minimumLearningRate", 0),
                epsilon: real("epsilon", 1e-8)))
        optimizer = try makeOptimizer(a)
    }

    mutating func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        var rates: [Double] = []
        for (step, metric) in try inputs.tensor("metrics").doubles().enumerated() {
            rates += optimizer.groups.map(\.learningRate)
            plateau.step(metric, optimizer)
            guard step == 30 else { continue }
            plateau = try JSONDecoder().decode(ReduceOnPlateau.self, from: JSONEncoder().encode(plateau))
        }
        return GoldenResult(["rates": try Tensor(rates, shape: [70, optimizer.groups.count])])
    }
}
