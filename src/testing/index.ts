export { type MacSigning, type MacTokenResponse, signMac } from './sign-mac';
export { type ContractCase, storageContract } from './storage-contract';
