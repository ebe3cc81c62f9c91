// Laws: activations.

extension LayerRegistry {
    static let activations: [LayerEntry] = []
}
