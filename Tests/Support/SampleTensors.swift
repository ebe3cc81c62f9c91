// Reproducible tensors for tests.
import GimbalTensor

/// Makes tensors of numbers that look random and are always the same.
public enum SampleTensors {
    /// Standard normal numbers, drawn in float64 whatever the dtype.
    public static func normal(_ shape: [Int], dtype: DType = .float32, seed: UInt64 = 1) throws -> Tensor {
        try Tensor.randn(shape, dtype: .float64, using: RandomStream(seed: seed)).converted(to: dtype)
    }

    /// Numbers from 0 to 1.
    public static func uniform(_ shape: [Int], dtype: DType = .float32, seed: UInt64 = 1) throws -> Tensor {
        try Tensor.rand(shape, dtype: .float64, using: RandomStream(seed: seed)).converted(to: dtype)
    }
}
