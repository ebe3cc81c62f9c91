// The list of everything that users can name.
import GimbalBackbones
import GimbalGraphNetworks
import GimbalTasks

/// All methods that ship.
public enum Catalogue {
    /// Every method, by id.
    public static let methods = MethodRegistry(Backbones.methods + GraphNetworks.methods)
}
