// Settings of schedules that make sense.

extension Schedule {
    /// Refuses settings out of range, of this schedule and of those that it is composed of.
    public func validate() throws {
        switch self {
        case .constant(let factor, _): try SettingCheck("Schedule.constant").notNegative("factor", factor)
        case .step(let every, let factor):
            try SettingCheck("Schedule.step").positive("every", every)
            try SettingCheck("Schedule.step").notNegative("factor", factor)
        case .multiStep(let milestones, let factor):
            try Self.requireAscending(milestones, "Schedule.multiStep")
            try SettingCheck("Schedule.multiStep").notNegative("factor", factor)
        case .exponential(let factor): try SettingCheck("Schedule.exponential").notNegative("factor", factor)
        case .linear(let start, let end, let count):
            let check = SettingCheck("Schedule.linear")
            try check.notNegative("start", start)
            try check.notNegative("end", end)
            try check.positive("stepCount", count)
        case .cosine(let count, let minimum):
            try SettingCheck("Schedule.cosine").positive("stepCount", count)
            try SettingCheck("Schedule.cosine").notNegative("minimum", minimum)
        case .cosineRestarts(let period, let growth, let minimum):
            let check = SettingCheck("Schedule.cosineRestarts")
            try check.positive("period", period)
            try check.positive("growth", growth)
            try check.notNegative("minimum", minimum)
        case .polynomial(let count, let power):
            try SettingCheck("Schedule.polynomial").positive("stepCount", count)
            try SettingCheck("Schedule.polynomial").notNegative("power", power)
        case .inverseSquareRoot(let warmUp):
            try SettingCheck("Schedule.inverseSquareRoot").positive("warmUp", warmUp)
        case .oneCycle(let count, let options): try options.validate(stepCount: count)
        case .cyclic(let minimum, let half, let options):
            try SettingCheck("Schedule.cyclic").notNegative("minimum", minimum)
            try options.validate(halfCycle: half)
        case .warmUp(let count, let start, let next):
            try SettingCheck("Schedule.warmUp").positive("stepCount", count)
            try SettingCheck("Schedule.warmUp").notNegative("start", start)
            try next.validate()
        case .sequential(let schedules, let milestones): try Self.validate(schedules, milestones)
        case .chained(let schedules): for schedule in schedules { try schedule.validate() }
        }
    }

    private static func validate(_ schedules: [Schedule], _ milestones: [Int]) throws {
        guard milestones.count == schedules.count - 1 else {
            throw ModuleError(
                "setting",
                "Schedule.sequential: \(milestones.count) milestones for \(schedules.count) schedules.",
                fix: "Give one milestone fewer than schedules: the step at which each but the first begins.")
        }
        try requireAscending(milestones, "Schedule.sequential")
        for schedule in schedules { try schedule.validate() }
    }

    private static func requireAscending(_ milestones: [Int], _ owner: String) throws {
        let isAscending = zip(milestones, milestones.dropFirst()).allSatisfy { $0 < $1 }
        try SettingCheck(owner).require(
            isAscending && (milestones.first ?? 0) >= 0, "milestones", milestones,
            "ascending numbers of steps")
    }
}
