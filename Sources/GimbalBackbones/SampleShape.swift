// What the samples of a model look like, told from the sizes that it is made for.
import GimbalCore
import GimbalTasks

/// The kinds of samples that the methods of this family tell apart.
enum SampleShape {
    /// `[features]`.
    case row(featureCount: Int)
    /// `[channels, height, width]`.
    case image(channelCount: Int, height: Int, width: Int)
    /// `[steps]` of tokens.
    case tokens(stepCount: Int, vocabularyCount: Int)

    /// Reads the sizes of a model.
    ///
    /// - Throws: `ConfigError` for samples that are none of these.
    init(_ shape: ModelShape, method: String) throws {
        let sizes = shape.inputShape
        switch sizes.count {
        case 1 where shape.vocabularyCount > 0:
            self = .tokens(stepCount: sizes[0], vocabularyCount: shape.vocabularyCount)
        case 1: self = .row(featureCount: sizes[0])
        case 3: self = .image(channelCount: sizes[0], height: sizes[1], width: sizes[2])
        default: throw Self.refusal(shape, method: method, expected: "rows, images or tokens")
        }
    }

    /// The error of a method that does not take such samples.
    static func refusal(_ shape: ModelShape, method: String, expected: String) -> ConfigError {
        let tokens = shape.vocabularyCount > 0 ? " of \(shape.vocabularyCount) tokens" : ""
        return ConfigError(
            "input", "\(method): samples have the shape \(shape.inputShape)\(tokens), expected \(expected).",
            fix: "Choose another method, or a task with such samples.")
    }
}
