// Classes of images from a table beside them.
import Foundation
import GimbalCore

/// A table of file names and classes.
///
/// Names may lack their ending. The first row counts as a header unless it is about one of the images. Rows about
/// images that are not there are passed over: the table of a whole data set serves a part of it.
package struct ImageLabelTable {
    /// Class of each image; nil where the table leaves it empty.
    package let classes: [String?]

    /// Reads the classes of images.
    ///
    /// - Parameter names: the images' file names.
    /// - Throws: `DataError` if a column is missing, an image is named twice or not at all.
    package init(_ url: URL, _ card: DataCard.Assignment, names: [String]) throws {
        var reader = try CSVReader(url)
        var entries: [String: (text: String, line: Int)] = [:]
        var row = try reader.next()
        guard let first = row, first.fields.count >= 2 else {
            throw reader.problem(
                "fields", 1, "one field, expected a file name and a class", fix: "Write name,class.")
        }
        let known = Set(names + names.map(Self.stem))
        let isHeader = card.id != nil || card.value != nil || !known.contains(first.fields[0])
        let header = isHeader ? first.fields : nil
        let id = try reader.column(card.id, header: header, place: 0)
        let value = try reader.column(card.value, header: header, place: 1)
        if isHeader { row = try reader.next() }
        while let current = row {
            let name = current.fields[id]
            if let earlier = entries[name] {
                throw reader.problem(
                    "duplicate", current.line,
                    "the image \"\(name)\" is named in line \(earlier.line) already",
                    fix: "Keep one row per image.")
            }
            entries[name] = (current.fields[value], current.line)
            row = try reader.next()
        }
        let found = names.map { entries[$0] ?? entries[Self.stem($0)] }
        if let missing = found.firstIndex(where: { $0 == nil }) {
            throw DataError(
                "csv.image", "\(url.path): there is no row for the image \(names[missing]).",
                fix: "Add a row (an empty class means: not known), or remove the image.")
        }
        classes = found.map { entry in entry.flatMap { $0.text.isEmpty ? nil : $0.text } }
    }

    private static func stem(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
