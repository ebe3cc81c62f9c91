// How long a training may last.
import Foundation
import GimbalCore

/// A limit on training that replaces a method's own number of epochs.
public enum Budget: Sendable, Hashable, Codable {
    /// At most this many epochs.
    case epochs(Int)
    /// At most this many steps of the optimiser; the last epoch may be cut short, and is validated all the same.
    case steps(Int)
    /// At most this many seconds of training, those before an interruption included; results then depend on the
    /// machine's speed.
    case seconds(Double)

    /// Reads `200epochs`, `500steps` or `60s`.
    ///
    /// - Throws: `ConfigError` for anything else.
    public init(_ text: String) throws {
        if text.hasSuffix("epochs"), let count = Int(text.dropLast(6)), count > 0 {
            self = .epochs(count)
        } else if text.hasSuffix("steps"), let count = Int(text.dropLast(5)), count > 0 {
            self = .steps(count)
        } else if text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds > 0, seconds.isFinite {
            self = .seconds(seconds)
        } else {
            throw ConfigError(
                "budget", "Budget \"\(text)\" is not understood.",
                fix: "Write a positive number of seconds, epochs or steps: 60s, 200epochs, 500steps.")
        }
    }

    /// Whether two runs of one seed give the same bits.
    public var isReproducible: Bool {
        if case .seconds = self { return false }
        return true
    }
}

extension Budget: CustomStringConvertible {
    /// The text form.
    public var description: String {
        switch self {
        case .epochs(let count): "\(count)epochs"
        case .steps(let count): "\(count)steps"
        case .seconds(let seconds): seconds == seconds.rounded() ? "\(Int(seconds))s" : "\(seconds)s"
        }
    }
}
