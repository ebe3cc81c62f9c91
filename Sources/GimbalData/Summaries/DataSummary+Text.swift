// The summary as text: one line per fact, columns as a small table.
import Foundation

extension DataSummary: CustomStringConvertible {
    /// How many columns are listed.
    private static let columnLimit = 40

    /// One line per fact, aligned; columns follow, at most 40.
    public var description: String {
        var lines = [("name", name), ("kind", kind)]
        lines += figures.entries.compactMap { line($0.figure, $0.count) }
        if !classes.isEmpty || kind == "graph" { lines.append(("classes", classText)) }
        if let split = publicSplit {
            lines.append(
                ("public split", "\(split.train) train, \(split.validation) validation, \(split.test) test"))
        }
        for part in parts {
            lines.append(("block", "\(part.name): \(part.samples) samples, \(part.features) features"))
        }
        lines += [
            ("format", provenance.format), ("origin", provenance.origin ?? "not stated"),
            ("licence", provenance.licence ?? "not stated"), ("sha256", provenance.checksum),
        ]
        return (lines.map { $0.0.padded(14) + $0.1 } + columnLines).joined(separator: "\n")
    }

    /// The line of a figure; nil for figures that stand in another one's line.
    private func line(_ figure: DataFigure, _ count: Int) -> (String, String)? {
        switch figure {
        case .isolatedNodes, .selfLoops, .featureEntries, .classes, .unlabelled, .channels, .height, .width,
            .completeSamples:
            return nil
        case .nodes:
            let isolated = figures[.isolatedNodes] ?? 0
            return ("nodes", "\(count)" + (isolated > 0 ? " (\(isolated) isolated)" : ""))
        case .edges: return ("edges", edgeText(count))
        case .features: return ("features", featureText(count))
        case .images: return ("images", "\(count)\(imageText)")
        case .samples: return ("samples", "\(count) (\(figures[.completeSamples] ?? 0) in every block)")
        case .vocabulary:
            return ("vocabulary", "\(count) \(traits.contains(.characters) ? "characters" : "words")")
        case .trainTokens, .validationTokens, .testTokens:
            return (figure.label.replacingOccurrences(of: "validation", with: "valid."), "\(count)")
        case .missing: return ("missing", count == 0 ? "none" : "\(count) cells")
        default: return (figure.label, "\(count)")
        }
    }

    private func edgeText(_ count: Int) -> String {
        let kind =
            traits.contains(.undirected) ? "undirected, each counted in both directions" : "directed"
        let loops = figures[.selfLoops].map { $0 > 0 ? ", \($0) self-loops" : "" } ?? ""
        return "\(count) (\(kind)\(traits.contains(.weighted) ? ", weighted" : "")\(loops))"
    }

    private func featureText(_ count: Int) -> String {
        if let entries = figures[.featureEntries] { return "\(count) (sparse, \(entries) entries)" }
        return traits.contains(.dense) ? "\(count) (dense)" : "\(count)"
    }

    private var imageText: String {
        guard let channels = figures[.channels], let height = figures[.height], let width = figures[.width]
        else { return " (shapes differ)" }
        let kind = traits.contains(.sequence) ? ", frames of a sequence" : ""
        return " of \(height) x \(width) pixels, \(channels) channel\(channels == 1 ? "" : "s")\(kind)"
    }

    private var classText: String {
        if classes.isEmpty { return "none: no node is labelled" }
        let counts = classes.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
        let unlabelled = figures[.unlabelled].map { ", \($0) \(samplesWord) unlabelled" } ?? ""
        return "\(classes.count) (\(counts))" + unlabelled
    }

    /// What a sample of this kind of data is called.
    var samplesWord: String {
        switch kind {
        case "graph": "nodes"
        case "graphs": "graphs"
        case "table": "rows"
        case "images": "images"
        default: "samples"
        }
    }

    private var columnLines: [String] {
        if columns.isEmpty { return [] }
        let shown = columns.prefix(Self.columnLimit)
        let width = min(32, (shown.map(\.name.count).max() ?? 0) + 2)
        var lines = ["", "columns"]
        lines += shown.map { "  " + $0.name.padded(width) + $0.text }
        if columns.count > shown.count { lines.append("  ... and \(columns.count - shown.count) more") }
        return lines
    }
}

extension ColumnSummary {
    /// Kind, role, range or categories and missing values in one line.
    var text: String {
        var parts = [kind.rawValue.padded(10) + role.rawValue.padded(9) + content]
        if missing > 0 { parts.append("\(missing) missing") }
        return parts.joined(separator: "; ")
    }

    private var content: String {
        if let categories, let distinct {
            let names = categories.prefix(6).map { "\($0.name) \($0.count)" }.joined(separator: ", ")
            return "\(distinct): \(names)" + (distinct > 6 ? ", ..." : "")
        }
        if let distinct { return "\(distinct) distinct" }
        guard let lowest, let highest else { return "no value" }
        return "\(Self.text(lowest, kind)) to \(Self.text(highest, kind))"
    }

    private static func text(_ value: Double, _ kind: ColumnKind) -> String {
        guard kind == .date else { return value.shortText }
        return Date(timeIntervalSince1970: value).formatted(.iso8601)
    }
}

extension Double {
    /// Six digits, without a trailing `.0`.
    var shortText: String { String(format: "%.6g", self) }
}

extension String {
    /// The text with blanks up to a width, one at least.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
