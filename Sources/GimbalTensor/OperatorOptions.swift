// Choices that operators offer, as enumerations.

/// How a loss combines its elements.
public enum Reduction: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Keeps every element's loss.
    case none = 0
    case mean = 1
    case sum = 2
}

/// How values that meet at one index combine.
public enum ScatterReduction: String, Sendable, Hashable, Codable, CaseIterable {
    case sum
    case prod
    case mean
    case amax
    case amin
}

/// What `padded` puts into the margins.
public enum PaddingMode: String, Sendable, Hashable, Codable, CaseIterable {
    case constant
    case reflect
    case replicate
    case circular
}

/// How `gelu` computes the normal distribution function.
public enum GELUApproximation: String, Sendable, Hashable, Codable, CaseIterable {
    /// By the error function.
    case none
    case tanh
}

/// A matrix norm that has no number.
public enum MatrixNorm: String, Sendable, Hashable, Codable, CaseIterable {
    case frobenius = "fro"
    case nuclear = "nuc"
}

/// How `gridSampled` reads between pixels.
public enum GridInterpolation: Int, Sendable, Hashable, Codable, CaseIterable {
    case bilinear = 0
    case nearest = 1
    case bicubic = 2
}

/// What `gridSampled` sees outside the image.
public enum GridPadding: Int, Sendable, Hashable, Codable, CaseIterable {
    case zeros = 0
    case border = 1
    case reflection = 2
}
