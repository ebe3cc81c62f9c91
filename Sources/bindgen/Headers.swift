// Reads the declarations of libtorch's operators out of its own headers.
import Foundation

/// Finds schemas in an unpacked libtorch.
struct OperatorHeaders {
    let folder: URL

    init(libtorch: String) throws {
        folder = URL(fileURLWithPath: libtorch).appendingPathComponent("include/ATen/ops")
        guard FileManager.default.fileExists(atPath: folder.path) else {
            throw BindgenError("\(folder.path) does not exist: pass the unpacked libtorch with --libtorch")
        }
    }

    /// Returns the schema with the given key (`add_.Tensor`), declared in the header of its base name.
    func schema(_ key: String) throws -> Schema {
        let name = String(key.prefix { $0 != "." })
        let header = name.hasSuffix("_") && !name.hasSuffix("__") ? String(name.dropLast()) : name
        let file = folder.appendingPathComponent(header + "_ops.h")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw BindgenError("libtorch has no operator `\(name)`\(hint(name, among: operatorNames()))")
        }
        let declared = schemaTexts(in: text)
        guard let found = declared.first(where: { $0.hasPrefix(key + "(") }) else {
            let keys = declared.map { String($0.prefix { $0 != "(" }) }.filter { !$0.contains("out") }
            let overloads = keys.joined(separator: ", ")
            throw BindgenError("libtorch's `\(name)` has no overload `\(key)`: it has \(overloads)")
        }
        return try Schema(text: found, header: header)
    }

    private func operatorNames() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix("_ops.h") }.map { String($0.dropLast("_ops.h".count)) }
    }

    private func hint(_ name: String, among names: [String]) -> String {
        guard let nearest = nearest(to: name, in: names) else { return "" }
        return "; did you mean `\(nearest)`?"
    }

    /// The literals of `schema_str`, with C's escapes undone.
    private func schemaTexts(in header: String) -> [String] {
        header.split(separator: "\n").compactMap { (line) -> String? in
            guard let start = line.range(of: "schema_str = \""),
                let end = line.range(of: "\";", options: .backwards)
            else { return nil }
            return String(line[start.upperBound..<end.lowerBound]).replacing("\\\"", with: "\"")
        }
    }
}

/// Returns the name with the fewest edits to `name`, if it is near at all.
func nearest(to name: String, in names: [String]) -> String? {
    let best = names.sorted().map { ($0, editDistance(name, $0)) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(2, name.count / 3) else { return nil }
    return best.0
}

private func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let substitution = diagonal + (character == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[b.count]
}
