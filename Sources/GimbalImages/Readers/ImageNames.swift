// Finding image files in folders, in an order that is the same everywhere.
import Foundation
import GimbalCore
import GimbalData

/// Names in folders of images.
enum ImageNames {
    /// What lies in a folder, sorted, without hidden files; nil if it is no folder.
    static func contents(_ folder: URL) -> [String]? {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// Whether a name is that of an image.
    static func isImage(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
        return ImageFormat.pathExtensions.contains(name[name.index(after: dot)...].lowercased())
    }

    /// The image files of a folder, by name.
    static func images(in folder: URL) -> [String] { (contents(folder) ?? []).filter(isImage) }

    /// The folders of a folder, by name.
    static func folders(in folder: URL) -> [String] {
        (contents(folder) ?? []).filter { isFolder(folder.appendingPathComponent($0)) }
    }

    /// Whether there is a folder of that name.
    static func isFolder(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Sorts names by the numbers in them: `2.png` before `10.png`.
    static func numericOrder(_ names: [String]) -> [String] {
        names.map { ($0, parts($0)) }.sorted { a, b in
            for (first, second) in zip(a.1, b.1) where first != second { return first < second }
            return a.1.count == b.1.count ? a.0 < b.0 : a.1.count < b.1.count
        }.map(\.0)
    }

    /// A run of digits or of other characters.
    private enum Part: Equatable, Comparable {
        case number(Int)
        case text(String)
    }

    private static func parts(_ name: String) -> [Part] {
        var result: [Part] = []
        var rest = name[...]
        while let first = rest.first {
            let isDigit = first.isASCII && first.isNumber
            let run = rest.prefix { ($0.isASCII && $0.isNumber) == isDigit }
            // A run of digits too long for a number is compared as text.
            result.append(Int(run).map { isDigit ? .number($0) : .text(String(run)) } ?? .text(String(run)))
            rest = rest[run.endIndex...]
        }
        return result
    }

    /// Where images came from; the checksum covers their places in the folder, which may say their class.
    static func provenance(_ source: DataSource, _ urls: [URL], extra: [URL] = []) throws -> DataProvenance {
        let root = source.url.standardizedFileURL.path
        let places = (urls + extra).map { url -> String in
            let path = url.standardizedFileURL.path
            return path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : url.lastPathComponent
        }
        var hash = SHA256()
        for (url, place) in zip(urls + extra, places).sorted(by: { $0.1 < $1.1 }) {
            hash.update("\(try sha256(ofFileAt: url))  \(place)\n")
        }
        // Thousands of names say less than the folders in which they lie.
        let folders = Set(places.map { $0.split(separator: "/").dropLast().joined(separator: "/") + "/" })
        return DataProvenance(
            name: source.name, format: source.card.format,
            files: places.count <= 50 ? places : folders.sorted(), checksum: hash.hexadecimal(),
            origin: source.card.origin, licence: source.card.licence)
    }
}
