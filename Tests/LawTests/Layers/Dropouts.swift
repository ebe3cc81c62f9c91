// Laws: dropouts.
import GimbalNN
import GimbalTensor

extension LayerRegistry {
    static let dropouts: [LayerEntry] = [
        unaryEntry("Dropout", [6, 4], refuses: nil, [.perSample]) { _ in try Dropout(0.4) },
        unaryEntry("Dropout1d", [4, 3, 2], refuses: [4], [.perSample]) { _ in try Dropout1d(0.4) },
        unaryEntry("Dropout2d", [4, 3, 2, 2], refuses: [4, 3], [.perSample]) { _ in try Dropout2d(0.4) },
        unaryEntry("Dropout3d", [4, 3, 2, 1, 2], refuses: [4, 3, 2], [.perSample]) { _ in try Dropout3d(0.4)
        },
        unaryEntry("AlphaDropout", [6, 4], refuses: nil, [.perSample]) { _ in try AlphaDropout(0.4) },
        unaryEntry("FeatureAlphaDropout", [4, 3, 2], refuses: [4], [.perSample]) { _ in
            try FeatureAlphaDropout(0.4)
        },
        unaryEntry("DropPath", [6, 4], refuses: nil, [.perSample]) { _ in try DropPath(0.4) },
    ]
}
