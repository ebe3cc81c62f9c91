// How eigenvectors are iterated.

/// Settings of an iteration for eigenvectors.
public struct LanczosSettings: Sendable, Codable, Hashable {
    /// Error of an eigenvalue at which it counts as found, relative to the bound of the spectrum; 0 for the precision of
    /// the machine.
    public var tolerance: Double
    /// Vectors in the basis; nil for twice the eigenvectors and at least 20 more than them.
    public var basisCount: Int?
    /// Restarts after which the iteration gives up.
    public var restartLimit: Int
    /// Draws the first vector.
    public var seed: UInt64

    /// Describes an iteration.
    public init(tolerance: Double = 1e-10, basisCount: Int? = nil, restartLimit: Int = 3000, seed: UInt64 = 1)
    {
        self.tolerance = tolerance
        self.basisCount = basisCount
        self.restartLimit = restartLimit
        self.seed = seed
    }
}
