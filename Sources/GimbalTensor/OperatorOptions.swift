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

/// How a division is rounded.
public enum DivisionRounding: String, Sendable, Hashable, Codable, CaseIterable {
    /// Towards zero.
    case trunc
    /// Towards minus infinity.
    case floor
}

/// What a quantile is when it falls between two elements.
public enum QuantileInterpolation: String, Sendable, Hashable, Codable, CaseIterable {
    case linear
    case lower
    case higher
    case midpoint
    case nearest
}

/// How `embeddingBag` combines the rows of a bag.
public enum EmbeddingBagMode: Int, Sendable, Hashable, Codable, CaseIterable {
    case sum = 0
    case mean = 1
    case max = 2
}

/// Padding of a convolution by name.
public enum ConvolutionPadding: String, Sendable, Hashable, Codable, CaseIterable {
    /// None.
    case valid
    /// As much as keeps the size, with stride 1.
    case same
}

/// Which factors `qr` returns.
public enum QRMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Q has min(rows, columns) columns.
    case reduced
    /// Q is square.
    case complete
    /// R only; Q is empty and there are no gradients.
    case r
}

/// The half of a symmetric matrix that is read.
public enum Triangle: String, Sendable, Hashable, Codable, CaseIterable {
    case lower = "L"
    case upper = "U"
}

/// LAPACK's methods for least squares; `gelsy` unless given.
public enum LeastSquaresDriver: String, Sendable, Hashable, Codable, CaseIterable {
    /// QR, for matrices of full rank.
    case gels
    /// QR with pivoting, for any rank.
    case gelsy
    /// Divide-and-conquer singular value decomposition, for any rank.
    case gelsd
    /// Singular value decomposition, for any rank.
    case gelss
}

/// How Fourier transforms are scaled.
public enum FourierNormalization: String, Sendable, Hashable, Codable, CaseIterable {
    /// The inverse divides by the length.
    case backward
    /// Both directions divide by the root of the length.
    case ortho
    /// The forward direction divides by the length.
    case forward
}
