// Laws: recurrent.

extension LayerRegistry {
    static let recurrent: [LayerEntry] = []
}
