// JSON as every command writes it.
import Foundation
import GimbalCore

/// Writes values as JSON: indented, keys in alphabetical order, so that equal results are equal bytes.
public enum JSONText {
    /// Returns a value as JSON text; ends with a line break.
    ///
    /// - Throws: `RunError` if the value holds a number that JSON has no word for.
    public static func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch {
            throw RunError(
                "json", "The result cannot be written as JSON: \(error).",
                fix: "A metric is probably not finite; look at the text form.")
        }
    }
}
