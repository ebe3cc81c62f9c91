// What a user should know before trusting data, in sentences.

/// Sentences about a data set.
enum DataRemarks {
    /// Returns what stands out; empty if nothing does.
    static func remarks(on dataSet: DataSet, _ summary: DataSummary) -> [String] {
        classes(summary) + own(dataSet, summary) + split(dataSet, summary)
    }

    private static func classes(_ summary: DataSummary) -> [String] {
        var result: [String] = []
        if summary.kind == "graph", summary.classes.count < 2 {
            result.append(
                "Fewer than two classes: usable for links and embeddings, not for node classification.")
        }
        if let small = summary.classes.min(by: { $0.count < $1.count }), small.count < 10 {
            result.append(
                "Class \"\(small.name)\" has \(small.count) \(summary.samplesWord): its scores will be noisy."
            )
        }
        return result
    }

    private static func own(_ dataSet: DataSet, _ summary: DataSummary) -> [String] {
        switch dataSet {
        case .graph: graph(summary)
        case .graphs(let content): content.remarks
        case .table(let content): table(content, summary)
        case .images:
            summary[.height] == nil ? ["Images differ in shape: they need a transform to one size."] : []
        case .text(let content): text(content)
        case .blocks: blocks(summary)
        }
    }

    private static func graph(_ summary: DataSummary) -> [String] {
        var result: [String] = []
        if summary[.features] == summary[.nodes], summary[.featureEntries] == summary[.nodes] {
            result.append(
                "No features: every node has an indicator of its own; nothing carries over to other graphs.")
        }
        if let isolated = summary[.isolatedNodes], isolated > 0 {
            result.append("\(isolated) nodes have no edge.")
        }
        return result
    }

    private static func table(_ content: TableDataSet, _ summary: DataSummary) -> [String] {
        var result: [String] = []
        if content.roles.targets.isEmpty, content.roles.event == nil {
            result.append("No target: name the columns to be predicted under targets.")
        }
        result += roles(content)
        let gaps = summary.columns.filter { $0.missing > 0 }
        if let worst = gaps.max(by: { $0.missing < $1.missing }) {
            result.append(
                "\(gaps.count) columns lack values, most of all \"\(worst.name)\" (\(worst.missing) of "
                    + "\(content.table.rowCount)): say missing: error, drop or impute.")
        }
        let texts = summary.columns.filter { $0.kind == .text && $0.role == .feature }
        if let first = texts.first {
            result.append(
                "\(texts.count) columns are free text, such as \"\(first.name)\": they are no features as they are."
            )
        }
        return result
    }

    private static let groupNames: Set<String> = [
        "patient", "patient_id", "patientid", "subject", "subject_id", "case_id", "user", "user_id", "group",
        "family",
        "family_id", "id",
    ]

    /// Roles that the names and kinds of columns suggest; proposed in words, as they would take features away.
    private static func roles(_ content: TableDataSet) -> [String] {
        var result: [String] = []
        for column in content.featureColumns {
            let name = column.name
            if content.roles.group == nil, groupNames.contains(name.lowercased()), column.repeats() {
                result.append(
                    "Column \"\(name)\" may name groups that a split must not tear apart: say group: \(name)."
                )
            }
            if content.roles.order == nil, column.values.kind == .date {
                result.append(
                    "Column \"\(name)\" may order the rows: for a split by time say order: \(name).")
            }
        }
        return result
    }

    private static func text(_ content: TextCorpus) -> [String] {
        var result: [String] = []
        if content.train.isEmpty { result.append("There is no text to learn from.") }
        if content.test.isEmpty { result.append("There is no text to judge on.") }
        return result
    }

    private static func blocks(_ summary: DataSummary) -> [String] {
        let samples = summary[.samples] ?? 0
        return summary.parts.filter { $0.samples < samples }.map {
            "Block \"\($0.name)\" lacks \(samples - $0.samples) of \(samples) samples."
        }
    }

    private static func split(_ dataSet: DataSet, _ summary: DataSummary) -> [String] {
        guard summary.publicSplit == nil, summary.classes.count > 1, case .graph(let content) = dataSet else {
            return []
        }
        return ["No split of its own: \(SplitStrategy.standard(for: content)) is used without --split."]
    }
}

extension Column {
    /// Whether some value comes twice.
    fileprivate func repeats() -> Bool {
        let present = keys().enumerated().filter { !isMissing($0.offset) }.map(\.element)
        return Set(present).count < present.count
    }
}
