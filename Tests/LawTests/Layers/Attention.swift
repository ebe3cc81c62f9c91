// Laws: attention.

extension LayerRegistry {
    static let attention: [LayerEntry] = []
}
