// Splits as tables of `id,part`: what people and other programs write.
import Foundation
import GimbalCore

extension DataSplit {
    /// Writes a table `id,part`, one row per sample that is in a part, crash-atomically.
    ///
    /// - Parameter ids: name of each sample; its number from 0 if nil.
    /// - Throws: `DataError` if a sample has no name, `EnvironmentError` if the file cannot be written.
    public func writeTable(to url: URL, ids: [String]? = nil) throws {
        let rows = SplitPart.allCases.flatMap { part in self[part].map { (sample: $0, part: part) } }
        if let ids, let row = rows.first(where: { $0.sample >= ids.count }) {
            throw DataError(
                "split.ids", "sample \(row.sample) of the split has no name among \(ids.count).",
                fix: "Give one name per sample.")
        }
        try AtomicFile.write(to: url) { output in
            var text = "id,part\n"
            for row in rows.sorted(by: { $0.sample < $1.sample }) {
                text +=
                    (ids.map { Self.quoted($0[row.sample]) } ?? "\(row.sample)") + ",\(row.part.rawValue)\n"
                // Written in pieces, so that millions of samples never are one text.
                if text.utf8.count > 1 << 16 {
                    try output.append(Data(text.utf8))
                    text = ""
                }
            }
            try output.append(Data(text.utf8))
        }
    }

    /// Reads a table `id,part` about `count` samples; rows with an empty part are in none.
    ///
    /// - Parameter ids: name of each sample; its number from 0 if nil.
    /// - Throws: `DataError` naming the line of an unknown or repeated sample or an unknown part.
    public static func readTable(from url: URL, count: Int, ids: [String]? = nil) throws -> DataSplit {
        var reader = try CSVReader(url)
        var numbers: [String: Int] = [:]
        for (number, id) in (ids ?? []).enumerated() { numbers[id] = number }
        var parts: [SplitPart: [Int]] = [:]
        var seen = Set<Int>()
        var isFirst = true
        while let row = try reader.next() {
            defer { isFirst = false }
            guard row.fields.count >= 2 else {
                throw reader.problem(
                    "fields", row.line, "one field, expected id and part", fix: "Write id,part.")
            }
            if isFirst, row.fields[0].lowercased() == "id" { continue }
            guard let sample = ids == nil ? Int(row.fields[0]) : numbers[row.fields[0]],
                (0..<count).contains(sample)
            else { throw unknownSample(row, reader, count: count, ids: ids) }
            guard seen.insert(sample).inserted else {
                throw reader.problem(
                    "duplicate", row.line, "\"\(row.fields[0])\" appears twice",
                    fix: "Remove one of the rows.")
            }
            if row.fields[1].isEmpty { continue }
            guard let part = SplitPart(text: row.fields[1]) else {
                throw reader.problem(
                    "part", row.line, "found \"\(row.fields[1])\", expected train, validation or test",
                    fix: suggestion(for: row.fields[1], in: SplitPart.allCases.map(\.rawValue)))
            }
            parts[part, default: []].append(sample)
        }
        return try DataSplit(
            train: (parts[.train] ?? []).sorted(), validation: (parts[.validation] ?? []).sorted(),
            test: (parts[.test] ?? []).sorted(), count: count, name: url.lastPathComponent)
    }

    private static func unknownSample(_ row: CSVRow, _ reader: CSVReader, count: Int, ids: [String]?)
        -> DataError
    {
        guard let ids else {
            return reader.problem(
                "sample", row.line, "found \"\(row.fields[0])\", expected a sample in 0..<\(count)",
                fix: "Number the samples from 0.")
        }
        return reader.problem(
            "sample", row.line, "the sample \"\(row.fields[0])\" is unknown",
            fix: nearestName(to: row.fields[0], in: ids).map { "Did you mean \"\($0)\"?" }
                ?? "Remove the row, or add the sample.")
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.contains { ",;\"\t\n\r".contains($0) } && !text.isEmpty && text.first != " "
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
