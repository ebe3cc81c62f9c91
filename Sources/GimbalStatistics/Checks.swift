// What every function of this target asks of its input, with the errors for input that does not fit.

import GimbalCore

enum Check {
    /// Throws unless there are at least `minimum` values and all of them are finite.
    static func finite(
        _ values: some Collection<Double>, for name: String, minimum: Int = 1, what: String = "value"
    ) throws {
        try count(values.count, for: name, minimum: minimum, what: what)
        guard let position = values.enumerated().first(where: { !$0.element.isFinite }) else { return }
        throw DataError(
            "statistics.nonFinite",
            "\(name): \(what) \(position.offset) is \(position.element), expected a finite number.",
            fix: "Look for the run or the input that diverged, and leave it out or repair it.")
    }

    /// Throws unless there are at least `minimum` values.
    static func count(_ count: Int, for name: String, minimum: Int = 1, what: String = "value") throws {
        guard count < minimum else { return }
        let expected = "at least \(minimum) \(what)\(minimum == 1 ? "" : "s")"
        throw DataError(
            count == 0 ? "statistics.empty" : "statistics.tooFew",
            "\(name): found \(count), expected \(expected).",
            fix: count == 0 ? "Check that the input is not empty." : "Collect more \(what)s.")
    }

    /// Throws unless two inputs have the same length.
    static func sameLength(_ first: (String, Int), _ second: (String, Int), for name: String) throws {
        guard first.1 != second.1 else { return }
        throw DataError(
            "statistics.length",
            "\(name): \(first.1) \(first.0) but \(second.1) \(second.0), expected as many.",
            fix: "Pass both for the same items, in the same order.")
    }

    /// Throws unless no value is NaN; infinite scores can be ranked.
    static func notNaN(_ values: some Collection<Double>, for name: String, what: String) throws {
        guard let position = values.enumerated().first(where: { $0.element.isNaN }) else { return }
        throw DataError(
            "statistics.nonFinite", "\(name): \(what) \(position.offset) is nan, expected a number.",
            fix: "Look for the input that makes the model answer nan.")
    }

    /// Throws unless the confidence lies strictly between 0 and 1.
    static func confidence(_ confidence: Double) throws {
        guard !(confidence > 0 && confidence < 1) else { return }
        throw ConfigError(
            "statistics.confidence", "Confidence is \(confidence), expected a number between 0 and 1.",
            fix: confidence > 1 && confidence < 100 ? "Did you mean \(confidence / 100)?" : "0.95 is usual.")
    }

    /// Throws unless a probability lies in 0...1.
    static func probability(_ probability: Double, for name: String) throws {
        guard !(0...1).contains(probability) else { return }
        throw ConfigError(
            "statistics.probability", "\(name): the probability is \(probability), expected 0 to 1.",
            fix: "Pass a fraction, not a percentage.")
    }

    /// Throws unless k lies in 1...count.
    static func atMost(_ count: Int, k: Int, for name: String, what: String) throws {
        guard k < 1 || k > count else { return }
        throw ConfigError(
            "statistics.k", "\(name): k is \(k), expected 1 to \(count), the number of \(what).",
            fix: "Choose a smaller k, 1 at least.")
    }
}
