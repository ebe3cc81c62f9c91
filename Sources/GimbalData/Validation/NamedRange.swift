// Ranges that the name of a column promises.
import Foundation

/// Range that the values of a column ought to have, by its name.
struct NamedRange {
    let range: ClosedRange<Double>
    /// `a probability`, `an age` ...
    let what: String

    /// Finds what a name promises; nil if nothing.
    init?(_ column: String) {
        let words = Set(Self.words(column))
        func has(_ candidates: String...) -> Bool { candidates.contains { words.contains($0) } }
        // A change of a percentage may be anything, a logarithm of an age may be negative.
        if has(
            "change", "delta", "diff", "difference", "growth", "log", "ln", "logit", "z", "score", "scaled")
        {
            return nil
        }
        if has("probability", "prob", "proba", "fraction") {
            (range, what) = (0...1, "a probability or fraction")
        } else if has("percent", "percentage", "pct", "%") {
            (range, what) = (0...100, "a percentage")
        } else if has("latitude") {
            (range, what) = (-90...90, "a latitude")
        } else if has("longitude") {
            (range, what) = (-180...360, "a longitude")
        } else if has("pixel") {
            (range, what) = (0...255, "a pixel")
        } else if has("age", "ages") {
            (range, what) = (0...Double.infinity, "an age")
        } else if has("count", "counts", "duration") {
            (range, what) = (0...Double.infinity, "a count or duration")
        } else {
            return nil
        }
    }

    /// The range in words.
    var text: String {
        range.upperBound.isFinite
            ? "\(range.lowerBound.shortText) to \(range.upperBound.shortText)" : "0 or more"
    }

    /// Lower-case words of a name: split at other characters than letters, at digits and at humps.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in name {
            if character == "%" { words.append("%") }
            let isLetter = character.isLetter
            if !isLetter || (wasLower && character.isUppercase) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isLetter { word += character.lowercased() }
            wasLower = character.isLowercase
        }
        return word.isEmpty ? words : words + [word]
    }
}
