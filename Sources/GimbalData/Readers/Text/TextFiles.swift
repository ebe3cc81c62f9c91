// Texts: a folder or archive of training, validation and test texts, or a single text.
import Foundation
import GimbalCore
import GimbalTensor

/// Reads texts into a corpus.
///
/// A folder or .zip archive with `train.txt`, `valid.txt` (or `validation.txt`, `val.txt`) and `test.txt`, also with a
/// name before or `.tokens` in them (`ptb.train.txt`, `wiki.train.tokens`); or a single .txt, perhaps with gzip, whose
/// first 90 % become the training, the next 5 % the validation and the last 5 % the test text, cut at ends of lines. A
/// card names other files (`files: {train: ..., validation: ..., test: ...}`) and what a token is (`unit: word` or
/// `character`; words if it says nothing). Text is UTF-8.
public enum TextFiles: DataReader {
    /// Id of the format.
    public static let id = "text"
    /// How the format is recognised.
    public static let summary = "folder or .zip with train, valid and test texts, or a .txt"

    /// A text, or several of one folder.
    public static let readsFolders = true

    /// Whether names are those of parts of a text, or the file is a .txt in UTF-8 of some length, mostly letters.
    public static func recognizes(_ url: URL) -> Bool {
        if let names = TextParts.names(url) {
            return ["train", "validation", "test"].contains { TextParts.name(of: $0, in: names) != nil }
        }
        let name = url.lastPathComponent.lowercased()
        guard name.hasSuffix(".txt") || name.hasSuffix(".txt.gz"),
            let start = try? beginning(of: url, count: 4096), start.count >= shortest, !start.contains(0)
        else { return false }
        // Running text is letters and blanks for the most part; a list of numbers is not. The last character may be
        // cut in two.
        let words = start.count {
            $0 >= 0x80 || $0 == 0x20 || $0 == 0x0A || (0x61...0x7A).contains($0 | 0x20)
        }
        return words * 4 >= start.count * 3
            && (0...3).contains { String(data: start.dropLast($0), encoding: .utf8) != nil }
    }

    /// Bytes that a single file must have to be taken for a text without being named as one.
    private static let shortest = 500

    /// Reads a corpus with every token of the training text in its vocabulary.
    ///
    /// - Throws: `DataError` for anything that is not as the format demands.
    public static func read(_ source: DataSource) throws -> TextCorpus {
        try read(source, limits: VocabularyLimits())
    }

    /// Reads a corpus.
    ///
    /// - Parameter limits: which tokens of the training text get a number.
    /// - Throws: `DataError` for anything that is not as the format demands, or if the limits leave no token.
    public static func read(_ source: DataSource, limits: VocabularyLimits) throws -> TextCorpus {
        let parts = try TextParts(source)
        return try TextCorpus(
            train: parts.train, validation: parts.validation, test: parts.test,
            unit: source.card.unit ?? .word, limits: limits,
            provenance: try source.provenance(files: parts.files))
    }

    /// The card with files and unit.
    ///
    /// - Throws: `DataError` if the folder or archive cannot be listed.
    public static func proposal(_ source: DataSource) throws -> DataCard {
        var card = source.card
        card.name = source.name
        card.unit = card.unit ?? .word
        let isFolder = (try? source.url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
        if !isFolder { card.file = card.file ?? source.url.lastPathComponent }
        if card.files == nil, let names = TextParts.names(source.url) {
            let found = ["train", "validation", "test"].compactMap { part in
                TextParts.name(of: part, in: names).map { (part, $0) }
            }
            card.files = Dictionary(uniqueKeysWithValues: found)
        }
        return card
    }
}

/// The bytes of the three parts.
struct TextParts {
    private(set) var train = Data()
    private(set) var validation = Data()
    private(set) var test = Data()
    /// Files that were read.
    private(set) var files: [URL] = []

    private static let roles = [
        "train": ["train"], "validation": ["valid", "validation", "val"], "test": ["test"],
    ]
    /// Bytes that an archive may unpack to.
    private static let limit = 8 << 30

    init(_ source: DataSource) throws {
        guard let names = Self.names(source.url) else {
            files = [source.url]
            let text = try Self.checked(decompressedContents(of: source.url), source.url.path)
            (train, validation, test) = Self.cut(text)
            return
        }
        let found = try Self.chosen(names, source)
        guard let training = found["train"] else { throw Self.noTraining(source, found) }
        let contents = try Self.contents(source.url)
        train = try Self.checked(contents(training), source.url.path + "/" + training)
        if let name = found["validation"] {
            validation = try Self.checked(contents(name), source.url.path + "/" + name)
        }
        if let name = found["test"] { test = try Self.checked(contents(name), source.url.path + "/" + name) }
        let isArchive = source.url.pathExtension.lowercased() == "zip"
        files = isArchive ? [source.url] : found.values.sorted().map { source.url.appendingPathComponent($0) }
    }

    /// Names of the files of a folder or archive; nil for a single file.
    static func names(_ url: URL) -> [String]? {
        if url.pathExtension.lowercased() == "zip" {
            return (try? ZipArchive(url, limit: limit))?.entries.map(\.name)
        }
        return try? FileManager.default.contentsOfDirectory(atPath: url.path)
    }

    /// The name of a part: `train.txt`, `ptb.train.txt`, `wiki.train.tokens` ...
    static func name(of part: String, in names: [String]) -> String? {
        names.sorted().first { name in
            var words = (name.split(separator: "/").last ?? "").lowercased().split(separator: ".")
            guard let ending = words.popLast(), ["txt", "tokens", "raw"].contains(ending) else {
                return false
            }
            if words.last == "tokens" || words.last == "wiki" { words.removeLast() }
            return words.last.map { roles[part]?.contains(String($0)) ?? false } ?? false
        }
    }

    private static func chosen(_ names: [String], _ source: DataSource) throws -> [String: String] {
        var result: [String: String] = [:]
        for part in ["train", "validation", "test"] {
            guard let wanted = source.card.files?[part] else {
                if source.card.files == nil { result[part] = name(of: part, in: names) }
                continue
            }
            guard names.contains(wanted) else {
                throw DataError(
                    "text.file", "\(source.url.path): there is no file \"\(wanted)\" for the \(part) part.",
                    fix: suggestion(for: wanted, in: names))
            }
            result[part] = wanted
        }
        return result
    }

    private static func noTraining(_ source: DataSource, _ found: [String: String]) -> DataError {
        let others = found.values.sorted()
        return DataError(
            "text.train",
            "\(source.url.path): there is no training text, so no vocabulary can be built"
                + (others.isEmpty ? "." : " (found \(others.joined(separator: ", ")))."),
            fix: others.isEmpty
                ? "Add train.txt, or name the files in data.yaml: files: {train: NAME}."
                : "Add train.txt, or train on what is there: files: {train: \(others[others.count - 1]), "
                    + "test: \(others[0])} in data.yaml.")
    }

    private static func contents(_ url: URL) throws -> (String) throws -> Data {
        guard url.pathExtension.lowercased() == "zip" else {
            return { try decompressedContents(of: url.appendingPathComponent($0)) }
        }
        let archive = try ZipArchive(url, limit: limit)
        return { name in
            guard let entry = archive.entries.first(where: { $0.name == name }) else { return Data() }
            return try archive.contents(of: entry)
        }
    }

    private static func checked(_ data: Data, _ path: String) throws -> Data {
        guard data.contains(where: { $0 > 0x20 }) else {
            throw DataError("text.empty", "\(path) is empty.", fix: "Give it one word at least.")
        }
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) || data.contains(0) {
            throw DataError(
                "text.binary", "\(path) is no text in UTF-8: it holds zero bytes or a mark of UTF-16.",
                fix: "Save it as UTF-8.")
        }
        let body = data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        if let line = body.firstInvalidLine {
            throw DataError(
                "text.encoding", "\(path), line \(line): the text is not valid UTF-8.",
                fix: "Save the file as UTF-8.")
        }
        return body
    }

    /// 90 %, 5 % and 5 % of a text, each to the end of its line.
    private static func cut(_ text: Data) -> (Data, Data, Data) {
        func lineEnd(_ share: Int) -> Int {
            let from = text.startIndex + text.count * share / 100
            return text[from...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
        }
        let (first, second) = (lineEnd(90), lineEnd(95))
        return (text[..<first], text[first..<second], text[second...])
    }
}

extension Data {
    /// The first line, from 1, that is not valid UTF-8.
    fileprivate var firstInvalidLine: Int? {
        let isValid = withUnsafeBytes { bytes in
            // Pure ASCII, the usual case, needs no decoding.
            bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
        }
        if isValid { return nil }
        let lines = split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(data: $0, encoding: .utf8) == nil } ?? 0) + 1
    }
}
