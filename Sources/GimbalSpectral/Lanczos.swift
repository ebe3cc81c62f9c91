// The largest eigenvalues of a symmetric operator: ARPACK's restarted Lanczos iteration.
import CARPACK
import Foundation
import GimbalGraphs

/// A symmetric operator on vectors of a length.
protocol SymmetricOperator {
    /// Length of the vectors.
    var size: Int { get }
    /// Writes the product with `x` to `y`.
    func apply(_ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>)
}

/// ARPACK keeps variables between its calls: one iteration at a time.
private let arpack = NSLock()

/// Finds the largest eigenvalues of an operator, descending, with their eigenvectors.
///
/// - Source: Lehoucq, Sorensen, Yang 1998, ARPACK Users' Guide (dsaupd, dseupd).
func largestEigenpairs(
    of operation: some SymmetricOperator, count: Int, start: [Double], _ settings: LanczosSettings
) throws -> [(value: Double, vector: [Double])] {
    let wanted = max(2 * count, count + 20)
    let basisCount = min(max(settings.basisCount ?? wanted, count + 2), operation.size)
    var iteration = Iteration(
        size: operation.size, count: count, basisCount: basisCount, start: start, settings)
    arpack.lock()
    defer { arpack.unlock() }
    try iteration.run(operation)
    return try iteration.pairs()
}

/// The arrays that ARPACK works on.
private struct Iteration {
    let size: Int32
    let count: Int32
    let basisCount: Int32
    let tolerance: Double
    let restartLimit: Int
    private var residual: [Double]
    private var basis: [Double]
    private var parameters = [Int32](repeating: 0, count: 11)
    private var pointers = [Int32](repeating: 0, count: 14)
    private var vectors: [Double]
    private var work: [Double]

    init(size: Int, count: Int, basisCount: Int, start: [Double], _ settings: LanczosSettings) {
        self.size = Int32(size)
        self.count = Int32(count)
        self.basisCount = Int32(basisCount)
        tolerance = settings.tolerance
        restartLimit = settings.restartLimit
        residual = start
        basis = [Double](repeating: 0, count: size * basisCount)
        vectors = [Double](repeating: 0, count: 3 * size)
        work = [Double](repeating: 0, count: basisCount * (basisCount + 8))
        parameters[0] = 1  // exact shifts
        parameters[2] = Int32(settings.restartLimit)
        parameters[6] = 1  // the operator itself
    }

    mutating func run(_ operation: some SymmetricOperator) throws {
        var request: Int32 = 0, info: Int32 = 1  // the first vector is given
        while true {
            dsaupd_c(
                &request, "I", size, "LA", count, tolerance, &residual, basisCount, &basis, size, &parameters,
                &pointers, &vectors, &work, Int32(work.count), &info)
            guard request == 1 || request == -1 else { break }
            let (from, to) = (Int(pointers[0]) - 1, Int(pointers[1]) - 1)
            vectors.withUnsafeMutableBufferPointer { vectors in
                guard let base = vectors.baseAddress else { return }
                operation.apply(base + from, base + to)
            }
        }
        guard info != 0 else { return }
        guard info == 1 || info == 3 else { throw failure("dsaupd", info) }
        throw GraphError(
            "convergence",
            "\(parameters[4]) of \(count) eigenvectors were found in \(restartLimit) restarts with a basis of "
                + "\(basisCount) vectors and the tolerance \(tolerance)",
            fix: "Raise the basis, the restarts or the tolerance.")
    }

    mutating func pairs() throws -> [(value: Double, vector: [Double])] {
        var values = [Double](repeating: 0, count: Int(count)), info: Int32 = 0
        var found = [Double](repeating: 0, count: Int(size) * Int(count))
        let select = [Int32](repeating: 0, count: Int(basisCount))
        dseupd_c(
            1, "A", select, &values, &found, size, 0, "I", size, "LA", count, tolerance, &residual,
            basisCount,
            &basis, size, &parameters, &pointers, &vectors, &work, Int32(work.count), &info)
        guard info == 0 else { throw failure("dseupd", info) }
        let length = Int(size)
        return values.indices.reversed().map { index in
            (values[index], Array(found[(index * length)..<((index + 1) * length)]))
        }
    }

    private func failure(_ routine: String, _ info: Int32) -> GraphError {
        GraphError(
            "arpack",
            "ARPACK's \(routine) ended with \(info) for \(count) eigenvectors of length \(size), basis \(basisCount)",
            fix: "Use `laplacianEigenvectors`, which is dense.")
    }
}
