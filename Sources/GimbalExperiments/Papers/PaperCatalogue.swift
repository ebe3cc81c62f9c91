// The papers that ship.
import Foundation
import GimbalCore
import GimbalPapers

/// Finds papers by number or slug among the files that ship.
public enum PaperCatalogue {
    /// Every paper, by number.
    ///
    /// - Throws: `EnvironmentError` if the files are missing, `ConfigError` if one is damaged.
    public static func all() throws -> [PaperFile] {
        try files().map { try PaperFile(contentsOf: $0) }.sorted { $0.paper.number < $1.paper.number }
    }

    /// Finds a paper: `dagnn`, `35` or `35-dagnn`.
    ///
    /// - Throws: `ConfigError` with the nearest slug.
    public static func named(_ name: String) throws -> PaperFile {
        let papers = try all()
        let lowered = name.lowercased()
        let found = papers.first { paper in
            let card = paper.paper
            return lowered == card.slug || Int(lowered) == card.number
                || lowered == "\(card.number)-\(card.slug)"
        }
        guard let found else {
            throw ConfigError(
                "paper", "There is no paper \"\(name)\".",
                fix: suggestion(for: name, in: papers.map(\.paper.slug)))
        }
        return found
    }

    /// Returns the papers that contain every word of `text` in number, slug, title or summary.
    public static func search(_ text: String) throws -> [PaperFile] {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        return try all().filter { paper in
            let card = paper.paper
            let content = "\(card.number) \(card.slug) \(card.title) \(card.arxiv ?? "") \(paper.summary)"
                .lowercased()
            return words.allSatisfy { content.contains($0) }
        }
    }

    private static func files() throws -> [URL] {
        let folder = try ShippedFiles.folder(ofTarget: PaperFiles.target).appendingPathComponent(
            PaperFiles.folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { folder.appendingPathComponent($0) }
    }
}
