// The family's catalogue.
import GimbalTasks

/// The methods of this family: architectures for tables, images and sequences, and the plain baselines beside them.
public enum Backbones {
    /// Every method that the family registers.
    public static let methods: [MethodEntry] = [
        MethodEntry(BigramMethod.self), MethodEntry(ConvNetMethod.self),
        MethodEntry(CoxRegressionMethod.self),
        MethodEntry(LogisticRegressionMethod.self), MethodEntry(MLPMethod.self),
        MethodEntry(MajorityMethod.self),
        MethodEntry(NearestNeighboursMethod.self), MethodEntry(ResNetMethod.self),
        MethodEntry(RidgeRegressionMethod.self), MethodEntry(TransformerMethod.self),
    ]
}
