// A dry run as people read it.
import GimbalExperiments

/// Writes what a comparison would do.
public struct PlanReport: Sendable {
    private let plan: PlanSummary

    /// Describes a plan.
    public init(_ plan: PlanSummary) { self.plan = plan }

    /// The report: data, methods with every option, runs.
    public var report: Report {
        Report([
            .heading("\(plan.task) on \(plan.data.name), split \(plan.split): nothing was trained"),
            .list(facts),
            .table(methods),
        ])
    }

    private var facts: [String] {
        let sizes = plan.data.counts.sorted { $0.key < $1.key }.map {
            "\(NumberText.count($0.value)) \($0.key)"
        }
        let machine = plan.environment
        let seeds = plan.seeds.count == 1 ? "seed 0" : "seeds 0 to \(plan.seeds.count - 1)"
        return [
            "data: \(sizes.joined(separator: ", ")); SHA-256 \(plan.data.checksum)",
            "preprocessing: \(plan.data.preprocessing)",
            "runs: \(plan.runCount) (\(plan.methods.count) methods, \(seeds)), of which the run store has "
                + "\(plan.finishedRunCount)",
            "budget: \(plan.budget ?? "each method's own number of epochs")"
                + (plan.isReproducible ? "" : " (not reproducible)"),
            "machine: \(plan.jobs) runs at a time, \(machine.threadCount) threads each, \(machine.device), "
                + "\(machine.cpuCapability), libtorch \(machine.torchVersion)",
        ]
    }

    private var methods: Table {
        Table(
            columns: [.init("method"), .init("options"), .init("specification with every option")],
            rows: plan.methods.map { [$0.method, $0.preset, $0.canonical] })
    }
}
