// Laws: backbones.

extension LayerRegistry {
    static let backbones: [LayerEntry] = []
}
