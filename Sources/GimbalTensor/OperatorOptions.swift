// Choices that operators offer, as enumerations.

/// How a loss combines its elements.
public enum Reduction: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Keeps every element's loss.
    case none = 0
    /// Averages; weighted losses divide by the weights.
    case mean = 1
    /// Adds up.
    case sum = 2
}

/// How values that meet at one index combine.
public enum ScatterReduction: String, Sendable, Hashable, Codable, CaseIterable {
    /// Adds up.
    case sum
    /// Multiplies.
    case prod
    /// Averages.
    case mean
    /// Takes the largest.
    case amax
    /// Takes the smallest.
    case amin
}

/// What `padded` puts into the margins.
public enum PaddingMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// One number.
    case constant
    /// The elements mirrored at the edge, which is not repeated.
    case reflect
    /// The edge's element.
    case replicate
    /// The elements from the other end.
    case circular
}

/// How `gelu` computes the normal distribution function.
public enum GELUApproximation: String, Sendable, Hashable, Codable, CaseIterable {
    /// By the error function.
    case none
    /// By the hyperbolic tangent, as GPT-2 does.
    case tanh
}

/// A matrix norm that has no number.
public enum MatrixNorm: String, Sendable, Hashable, Codable, CaseIterable {
    /// The root of the sum of squares.
    case frobenius = "fro"
    /// The sum of singular values.
    case nuclear = "nuc"
}

/// How `gridSampled` reads between pixels.
public enum GridInterpolation: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Linear between the four pixels around.
    case bilinear = 0
    /// The nearest pixel.
    case nearest = 1
    /// Cubic between the sixteen pixels around.
    case bicubic = 2
}

/// What `gridSampled` sees outside the image.
public enum GridPadding: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Zero.
    case zeros = 0
    /// The border's pixels.
    case border = 1
    /// The image mirrored.
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
    /// Linear between them.
    case linear
    /// The lower one.
    case lower
    /// The higher one.
    case higher
    /// Their mean.
    case midpoint
    /// The nearer one.
    case nearest
}

/// How `embeddingBag` combines the rows of a bag.
public enum EmbeddingBagMode: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Adds them up.
    case sum = 0
    /// Averages them.
    case mean = 1
    /// Takes the largest of each feature.
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
    /// On and below the diagonal.
    case lower = "L"
    /// On and above the diagonal.
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
