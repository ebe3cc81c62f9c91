// What a paper's file names must exist in it.
import GimbalCore
import GimbalTasks

extension PaperFile {
    /// Checks names of experiments, aliases, data sets and metrics before anything runs.
    ///
    /// - Throws: `ConfigError` for the first name that is unknown or used twice.
    func check() throws {
        try checkExperiments(experiments, of: "experiments")
        try checkExperiments(full?.experiments ?? [], of: "full.experiments")
        try checkQuick()
        for extent in ReproductionExtent.allCases where extent != .full || full != nil {
            let experiments = try experiments(extent)
            for expectation in expectations(extent) {
                for scalar in expectation.scalars { try check(scalar, of: expectation, in: experiments) }
            }
        }
        for claim in unconfirmed.map(\.claim) {
            for scalar in claim.scalars { try check(scalar, of: claim, in: experiments) }
        }
        for entry in reported {
            try checkReported(entry, in: experiments + (full?.experiments ?? []))
        }
    }

    private func checkExperiments(_ experiments: [PaperExperiment], of key: String) throws {
        var names: Set<String> = [], measured: Set<String> = []
        for experiment in experiments {
            let place = "\(key) \"\(experiment.name)\""
            guard names.insert(experiment.name).inserted else {
                throw ConfigError("paper", "\(place): the name is used twice.", fix: "Give each its own.")
            }
            guard !experiment.methods.isEmpty, !experiment.data.isEmpty, experiment.seeds > 0 else {
                throw ConfigError(
                    "paper",
                    "\(place): \(experiment.methods.count) methods, \(experiment.data.count) data sets and "
                        + "\(experiment.seeds) seeds.", fix: "Give at least one of each.")
            }
            for (method, data) in experiment.measuredPairs
            where !measured.insert("\(method)@\(data)").inserted {
                throw ConfigError(
                    "paper", "\(place): \"\(method)\" on \"\(data)\" is measured twice.",
                    fix: "Use another alias, so that expectations can tell them apart.")
            }
            if let baseline = experiment.baseline { try checkAlias(baseline, in: [experiment], place) }
        }
    }

    private func checkQuick() throws {
        for name in quick.experiments ?? [] where !experiments.contains(where: { $0.name == name }) {
            throw ConfigError(
                "paper", "quick: there is no experiment \"\(name)\".",
                fix: suggestion(for: name, in: experiments.map(\.name)))
        }
        for alias in quick.methods ?? [] { try checkAlias(alias, in: experiments, "quick") }
        guard quick.seeds > 0 else {
            throw ConfigError("paper", "quick: \(quick.seeds) seeds.", fix: "Give at least one.")
        }
    }

    private func check(
        _ scalar: ScalarName, of expectation: Expectation, in experiments: [PaperExperiment]
    ) throws {
        let place = "expectation \"\(expectation.text)\""
        try checkAlias(scalar.alias, in: experiments, place)
        let those = experiments.filter { $0.methods.contains { $0.alias == scalar.alias } }
        let data = those.flatMap(\.data)
        if let wanted = scalar.data, !data.contains(wanted) {
            throw ConfigError(
                "paper", "\(place): \"\(scalar.alias)\" does not run on \"\(wanted)\".",
                fix: suggestion(for: wanted, in: data))
        }
        guard scalar.data != nil || data.count == 1 else {
            throw ConfigError(
                "paper", "\(place): \"\(scalar.alias)\" runs on \(data.joined(separator: ", ")).",
                fix: "Write \(scalar)@\(data.first ?? "data").")
        }
        try checkMetric(scalar.metric, of: those, place)
    }

    private func checkReported(_ entry: Reported, in experiments: [PaperExperiment]) throws {
        try checkAlias(entry.method, in: experiments, "reported")
        let those = experiments.filter { $0.methods.contains { $0.alias == entry.method } }
        guard those.contains(where: { $0.data.contains(entry.data) }) else {
            throw ConfigError(
                "paper", "reported: \"\(entry.method)\" does not run on \"\(entry.data)\".",
                fix: suggestion(for: entry.data, in: Set(those.flatMap(\.data))))
        }
        try checkMetric(entry.metric, of: those, "reported")
    }

    private func checkAlias(_ alias: String, in experiments: [PaperExperiment], _ place: String) throws {
        let known = experiments.flatMap { $0.methods.map(\.alias) }
        guard known.contains(alias) else {
            throw ConfigError(
                "paper", "\(place): no method is called \"\(alias)\".",
                fix: suggestion(for: alias, in: Set(known)))
        }
    }

    private func checkMetric(_ metric: String, of experiments: [PaperExperiment], _ place: String) throws {
        let known = Set(experiments.flatMap { $0.task.measuredMetricNames })
        guard known.contains(metric) else {
            throw ConfigError(
                "paper", "\(place): nothing measures \"\(metric)\".", fix: suggestion(for: metric, in: known))
        }
    }
}

extension PaperExperiment {
    /// Every alias with every data set.
    fileprivate var measuredPairs: [(method: String, data: String)] {
        methods.flatMap { method in data.map { (method.alias, $0) } }
    }
}
