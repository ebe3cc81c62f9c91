// The three parts of a split by name.

/// A part of a split.
public enum SplitPart: String, Sendable, Codable, CaseIterable {
    /// Samples to learn from.
    case train
    /// Samples to choose on.
    case validation
    /// Samples to judge on.
    case test

    /// Understands `train`, `training`, `validation`, `valid`, `val` and `test`, whatever the case; nil otherwise.
    public init?(text: String) {
        switch text.lowercased() {
        case "train", "training": self = .train
        case "validation", "valid", "val": self = .validation
        case "test": self = .test
        default: return nil
        }
    }
}

extension DataSplit {
    /// Returns the samples of a part.
    public subscript(part: SplitPart) -> [Int] {
        switch part {
        case .train: train
        case .validation: validation
        case .test: test
        }
    }
}
