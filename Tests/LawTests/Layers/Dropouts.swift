// Laws: dropouts.

extension LayerRegistry {
    static let dropouts: [LayerEntry] = []
}
