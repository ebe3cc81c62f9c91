// Laws: convolutions.

extension LayerRegistry {
    static let convolutions: [LayerEntry] = []
}
