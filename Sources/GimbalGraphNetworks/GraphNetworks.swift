// The family's catalogue.
import GimbalTasks

/// The methods of this family.
public enum GraphNetworks {
    /// Every method that the family registers.
    public static let methods: [MethodEntry] = [
        MethodEntry(DAGNN.self), MethodEntry(GCNMethod.self),
    ]
}
