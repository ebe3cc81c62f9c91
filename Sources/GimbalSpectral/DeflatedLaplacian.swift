// A Laplacian turned upside down, without the eigenvectors that are known.

/// shift · I - L, on what is orthogonal to some vectors.
///
/// Its largest eigenvalues are the smallest of L; those of the known vectors become 0, below all others.
struct DeflatedLaplacian: SymmetricOperator {
    let pointers: [Int32]
    let columns: [Int32]
    let values: [Double]
    let shift: Double
    /// Orthonormal.
    var known: [[Double]] = []

    var size: Int { pointers.count - 1 }

    func apply(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
        // What iterates is orthogonal to the known vectors but for rounding, which the projection of y takes out.
        multiply(x, y)
        for row in 0..<size { y[row] = shift * x[row] - y[row] }
        project(y)
    }

    /// Computes y = L x.
    func multiply(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
        values.withUnsafeBufferPointer { values in
            columns.withUnsafeBufferPointer { columns in
                for row in 0..<size {
                    var sum = 0.0
                    for entry in Int(pointers[row])..<Int(pointers[row + 1]) {
                        sum += values[entry] * x[Int(columns[entry])]
                    }
                    y[row] = sum
                }
            }
        }
    }

    /// Takes the known vectors out of `y`.
    func project(_ y: UnsafeMutablePointer<Double>) {
        for vector in known {
            vector.withUnsafeBufferPointer { vector in
                var product = 0.0
                for row in vector.indices { product += vector[row] * y[row] }
                for row in vector.indices { y[row] -= product * vector[row] }
            }
        }
    }

    /// The eigenvalue of L that fits a vector of length 1 best.
    func rayleighQuotient(_ vector: [Double]) -> Double {
        var product = [Double](repeating: 0, count: size)
        multiply(vector, &product)
        return zip(vector, product).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
