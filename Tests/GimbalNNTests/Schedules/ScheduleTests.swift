// Schedules: properties, composition, errors; values against PyTorch are in OracleTests.
import Foundation
import GimbalNN
import GimbalTensor
import GimbalTestSupport
import Testing

@Suite("Schedules")
struct ScheduleTests {
    private func rates(_ schedule: any LearningRateSchedule, _ count: Int, base: Double = 1) -> [Double] {
        schedule.learningRates(stepCount: count, base: base)
    }

    @Test("simple schedules have the values of their formulas")
    func formulas() {
        #expect(rates(Schedule.constant(), 3) == [1, 1, 1])
        #expect(rates(Schedule.constant(factor: 0.5, stepCount: 2), 3) == [0.5, 0.5, 1])
        #expect(rates(Schedule.step(every: 2, factor: 0.5), 5) == [1, 1, 0.5, 0.5, 0.25])
        #expect(rates(Schedule.polynomial(stepCount: 2), 4) == [1, 0.5, 0, 0])
        #expect(rates(Schedule.inverseSquareRoot(warmUp: 4), 16)[15] == 0.5)
        #expect(rates(LambdaSchedule { 1 / Double($0 + 1) }, 3, base: 6) == [6, 3, 2])
        #expect(Schedule.exponential(factor: 0.5).learningRate(at: -3, base: 1) == 1)
    }

    @Test("the transformer's schedule is that of the paper")
    func noam() {
        let base = Schedule.noamLearningRate(width: 512, warmUp: 4000)
        let schedule = Schedule.inverseSquareRoot(warmUp: 4000)
        for step in [1, 100, 4000, 4001, 20_000] {
            let s = Double(step)
            let expected = pow(512, -0.5) * min(pow(s, -0.5), s * pow(4000, -1.5))
            #expect(abs(schedule.learningRate(at: step - 1, base: base) - expected) < 1e-15)
        }
    }

    @Test("one cycle ends where it should and stays there")
    func oneCycle() {
        let schedule = Schedule.oneCycle(
            stepCount: 10, options: .init(momentum: .init(minimum: 0.8, maximum: 0.9)))
        let rates = rates(schedule, 14)
        #expect(abs(rates[0] - 1.0 / 25) < 1e-15 && rates.max() == rates[2])
        #expect(abs(rates[9] - 1.0 / 25e4) < 1e-15 && rates[13] == rates[9])
        #expect(schedule.momentum(at: 0) == 0.9 && schedule.momentum(at: 2) == 0.8)
        #expect(Schedule.warmUp(stepCount: 3, then: schedule).momentum(at: 5) == 0.8)
        #expect(Schedule.chained(of: [.constant(), schedule]).momentum(at: 2) == 0.8)
        #expect(Schedule.constant().momentum(at: 0) == nil)
    }

    @Test("every group keeps its own base, whatever its rate was set to")
    func groups() throws {
        let optimizer = try SGD([
            ParameterGroup([:], learningRate: 1), ParameterGroup([:], learningRate: 0.1),
        ])
        let schedule = Schedule.exponential(factor: 0.5)
        for step in [3, 0, 2] { try schedule.apply(to: optimizer, step: step) }
        #expect(optimizer.groups.map(\.learningRate) == [0.25, 0.025])
        try LambdaSchedule { _ in 2 }.apply(to: optimizer, step: 0)
        #expect(optimizer.groups.map(\.learningRate) == [2, 0.2])
    }

    @Test("settings out of range are refused when they are applied")
    func errors() throws {
        let optimizer = try SGD([ParameterGroup([:], learningRate: 1)])
        func message(_ schedule: Schedule) -> String? {
            #expect(throws: ModuleError.self) { try schedule.apply(to: optimizer, step: 0) }?.message
        }
        #expect(message(.step(every: 0)) == "Schedule.step: every is 0, expected at least 1.")
        #expect(
            message(.multiStep(milestones: [3, 2]))
                == "Schedule.multiStep: milestones is [3, 2], expected ascending numbers of steps.")
        #expect(message(.cosine(stepCount: 0)) == "Schedule.cosine: stepCount is 0, expected at least 1.")
        #expect(
            message(.warmUp(stepCount: 1, then: .exponential(factor: -1)))
                == "Schedule.exponential: factor is -1.0, expected a finite number of at least 0.")
        #expect(
            message(.sequential(of: [.constant(), .constant()], milestones: []))
                == "Schedule.sequential: 0 milestones for 2 schedules.")
        #expect(
            message(.oneCycle(stepCount: 9, options: .init(warmUpShare: 0.6, threePhase: true)))
                == "Schedule.oneCycle: warmUpShare is 0.6, expected 0 <= warmUpShare <= 0.5.")
        for wrong: Schedule in [
            .constant(factor: -1), .linear(stepCount: 0), .linear(start: -1), .cosineRestarts(period: 0),
            .cosineRestarts(period: 1, growth: 0), .polynomial(stepCount: 0), .inverseSquareRoot(warmUp: 0),
            .oneCycle(stepCount: 0), .oneCycle(stepCount: 1, options: .init(divisor: 0)),
            .cyclic(minimum: -1), .cyclic(minimum: 0, halfCycle: 0),
            .cyclic(minimum: 0, options: .init(downCount: 0)), .warmUp(stepCount: 0, then: .constant()),
            .chained(of: [.step(every: 0)]), .sequential(of: [.constant(), .constant()], milestones: [-1]),
        ] {
            #expect(message(wrong) != nil, "\(wrong)")
        }
        #expect(optimizer.groups[0].learningRate == 1)
    }
}

@Suite("ReduceOnPlateau")
struct ReduceOnPlateauTests {
    private func optimizer() throws -> SGD { try SGD([ParameterGroup([:], learningRate: 1)]) }

    @Test("lowers after patience, bears a cooldown, stops at the minimum")
    func behaviour() throws {
        let optimizer = try optimizer()
        var plateau = try ReduceOnPlateau(
            .init(factor: 0.5, patience: 1, cooldown: 2, minimumLearningRate: 0.3))
        let lowered = [1.0, 1, 1, 1, 1, 1, 1, 0.5, 0.5].map { plateau.step($0, optimizer) }
        #expect(lowered == [false, false, true, false, false, false, true, false, false])
        #expect(optimizer.groups[0].learningRate == 0.3 && plateau.best == 0.5)
    }

    @Test("a metric that is no number is no improvement")
    func notANumber() throws {
        let optimizer = try optimizer()
        var plateau = try ReduceOnPlateau(.init(mode: .maximum, patience: 1))
        plateau.step(.nan, optimizer)
        #expect(plateau.best == nil && plateau.badCount == 1)
        #expect(plateau.step(.nan, optimizer) && optimizer.groups[0].learningRate == 0.1)
    }

    @Test("settings out of range are named")
    func errors() {
        func message(_ config: ReduceOnPlateau.Config) -> String? {
            #expect(throws: ModuleError.self) { try ReduceOnPlateau(config) }?.message
        }
        #expect(message(.init(factor: 1)) == "ReduceOnPlateau: factor is 1.0, expected 0 <= factor < 1.")
        #expect(message(.init(patience: -1)) == "ReduceOnPlateau: patience is -1, expected at least 0.")
        #expect(message(.init(cooldown: -1)) == "ReduceOnPlateau: cooldown is -1, expected at least 0.")
    }
}
